import { KeptRuns } from '../../../live/run/kept-runs.ts';
import type { Role } from '../../../live/run/run-pair.ts';
import type { LossPoint } from '../../../live/run/loss-series.ts';
import type { RunSettings } from './run-settings.ts';

interface KeptRest {
  readonly bytes: Uint8Array;
  readonly losses: readonly LossPoint[];
}

/** Both are kept, each for itself. */
export const kept: Readonly<Record<Role, KeptRuns<RunSettings, KeptRest>>> = {
  main: new KeptRuns('non-local'),
  beside: new KeptRuns('non-local-beside'),
};
