import type { Figure } from '../report/report-data.ts';

/** One epoch of a training, judged on the test. */
export interface EpochResult {
  readonly epoch: number;
  readonly loss: number;
  /** Share of right answers. */
  readonly accuracy: number;
}

/** One training. */
export interface TrainingResult {
  readonly block: string;
  readonly seed: number;
  readonly parameters: number;
  readonly seconds: number;
  readonly epochs: readonly EpochResult[];
  /** Of the last epoch. */
  readonly accuracy: number;
  /** How much the maps of a block differ between positions: 1 - cos, 0 where all are the same. */
  readonly cosineDistance?: number;
}

/** What the folder of an experiment holds as `results.json`. */
export interface Experiment {
  readonly title: string;
  /** What was trained on what, in a sentence. */
  readonly subtitle: string;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  readonly environment: readonly Figure[];
  readonly results: readonly TrainingResult[];
}

/** A picture of what a block looks at, a PNG. */
export interface MapPicture {
  readonly title: string;
  readonly png: Uint8Array;
}

/** The results of a block, of all its seeds. */
export function byBlock(results: readonly TrainingResult[]): Map<string, TrainingResult[]> {
  const found = new Map<string, TrainingResult[]>();
  for (const result of results) {
    found.set(result.block, [...(found.get(result.block) ?? []), result]);
  }
  return found;
}

/** Mean of some numbers. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
