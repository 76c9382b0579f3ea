import { KeptRuns } from '../../../live/run/kept-runs.ts';
import type { LossPoint } from '../../../live/run/loss-series.ts';
import type { RunSettings } from './run-settings.ts';

/** What of a run is large. */
export interface KeptCheckpoint {
  readonly bytes: Uint8Array;
  readonly ownText: string | undefined;
  readonly losses: readonly LossPoint[];
}

/** The run that the browser keeps for this page. */
export const keptTranslateRuns = new KeptRuns<RunSettings, KeptCheckpoint>('translate');
