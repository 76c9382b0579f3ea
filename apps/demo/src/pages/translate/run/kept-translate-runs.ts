import { KeptRuns } from '../../../live/run/kept-runs.ts';
import type { Role } from '../../../live/run/run-pair.ts';
import type { LossPoint } from '../../../live/run/loss-series.ts';
import type { RunSettings } from './run-settings.ts';

/** What of a run is large. */
export interface KeptCheckpoint {
  readonly bytes: Uint8Array;
  readonly ownText: string | undefined;
  readonly losses: readonly LossPoint[];
}

/** The runs that the browser keeps for this page; those side by side have the same id. */
export const keptTranslateRuns: Readonly<Record<Role, KeptRuns<RunSettings, KeptCheckpoint>>> = {
  main: new KeptRuns('translate'),
  beside: new KeptRuns('translate-beside'),
};
