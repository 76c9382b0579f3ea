import type { KeptSource, RunFacts, RunSource } from '../../../live/protocol.ts';
import type { LossPoint } from '../../../live/run/loss-series.ts';
import type { LearnSettings } from './learn-settings.ts';
import type { ByKind, Checked } from './learning.ts';

export interface LearnFacts extends RunFacts {
  readonly settings: LearnSettings;
  readonly parameters: number;
  readonly curves: ByKind<readonly LossPoint[]>;
  readonly checked: Checked;
}

/** What a run tells now and then. */
export interface Told {
  readonly checked: Checked;
  /** Losses since it told last. */
  readonly fresh: ByKind<readonly LossPoint[]>;
}

/** What the page may ask of the worker, and what it answers. */
export interface LearnCalls {
  start: { input: RunSource & { readonly settings: LearnSettings }; output: LearnFacts };
  /** Goes on with a checkpoint file. */
  open: { input: RunSource & { readonly bytes: Uint8Array }; output: LearnFacts };
  /** Goes on with what the browser keeps. */
  openKept: { input: KeptSource; output: LearnFacts };
  checkpoint: { input: undefined; output: Uint8Array };
}
