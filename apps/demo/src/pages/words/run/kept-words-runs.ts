import { KeptRuns } from '../../../live/run/kept-runs.ts';
import type { LossPoint } from '../../../live/run/loss-series.ts';
import type { KeptPlace } from '../worker/training-run.ts';
import type { WordsSettings } from './words-settings.ts';

/** What of a run is large. */
export interface KeptWords {
  readonly place: KeptPlace;
  readonly ownText: string;
  readonly losses: readonly LossPoint[];
}

/** The runs that the browser keeps for this page. */
export const keptWordsRuns = new KeptRuns<WordsSettings, KeptWords>('words');
