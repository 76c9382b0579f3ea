import type { KeptSource, RunFacts, RunSource } from '../../../live/protocol.ts';
import type { Role } from '../../../live/run/run-pair.ts';
import type { RunSettings } from '../run/run-settings.ts';

/** Right answers on clips that no training has seen. */
export interface AccuracyPoint {
  readonly step: number;
  /** From 0 to 1. */
  readonly accuracy: number;
}

/** How much the maps of a block differ between the positions that look. */
export interface Diversity {
  readonly cosineDistance: number;
  readonly varianceShare: number;
}

/** A test of the model, while it learns and when it is opened. */
export interface Judged extends AccuracyPoint {
  /** Nothing for a network without maps. */
  readonly diversity: Diversity | undefined;
}

/** What is known of a run before its first step. */
export interface NonLocalFacts extends RunFacts {
  readonly settings: RunSettings;
  readonly parameters: number;
  readonly accuracies: readonly AccuracyPoint[];
  readonly diversity: Diversity | undefined;
}

/** What a model makes of a clip. */
export interface Look {
  /** Steps that it had taken. */
  readonly step: number;
  /** P of each digit. */
  readonly probabilities: readonly number[];
  /** What the query takes of each position, frame by frame and row by row. */
  readonly map: readonly number[] | undefined;
}

export interface Source extends RunSource {
  readonly role: Role;
}

/** What the page may ask of the worker, and what it answers. */
export interface Calls {
  start: { input: Source & { readonly settings: RunSettings }; output: NonLocalFacts };
  /** Goes on with a checkpoint. */
  open: { input: Source & { readonly bytes: Uint8Array }; output: NonLocalFacts };
  /** Goes on with what the browser keeps. */
  openKept: { input: Source & KeptSource; output: NonLocalFacts };
  checkpoint: { input: undefined; output: Uint8Array };
  look: {
    input: { readonly pixels: Float32Array; readonly query: number };
    output: Look;
  };
}
