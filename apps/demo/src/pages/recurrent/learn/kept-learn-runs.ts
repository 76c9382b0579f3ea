import { KeptRuns } from '../../../live/run/kept-runs.ts';
import type { LossPoint } from '../../../live/run/loss-series.ts';
import type { LearnSettings } from './learn-settings.ts';
import type { ByKind } from './learning.ts';

/** What of a run is large. */
export interface KeptLearning {
  readonly bytes: Uint8Array;
  readonly losses: readonly LossPoint[];
  readonly curves: ByKind<readonly LossPoint[]>;
}

/** The runs that the browser keeps for this page. */
export const keptLearnRuns = new KeptRuns<LearnSettings, KeptLearning>('recurrent');
