import type { Tensor } from '@rondo/tensor';

/** What a model is trained to lower, batch by batch. */
export interface Objective<M, B> {
  /** The mean loss of a batch over what `weight` counts, `[]`. */
  readonly loss: (model: M, batch: B) => Tensor;
  /** How much a batch counts where a step has several: its examples, or its target tokens. Default 1. */
  readonly weight?: ((batch: B) => number) | undefined;
  /** `loss` × `weight` `[]`, where it comes cheaper or more exactly than that product. */
  readonly summedLoss?: ((model: M, batch: B) => Tensor) | undefined;
  /** The loss of each item of a batch alone, `[N]`: tells which items are at fault when a loss is not finite. */
  readonly itemLosses?: ((model: M, batch: B) => Tensor) | undefined;
  /** The numbers that the items of a batch have in the data, as errors name them. */
  readonly items?: ((batch: B) => Iterable<number>) | undefined;
}

/** How to take a batch in parts where memory does not suffice for it. */
export interface Divisible<B> {
  /** What the memory of a batch goes by, such as its padded places. */
  readonly size: (batch: B) => number;
  /** Both halves of a batch; undefined for one that cannot be divided. */
  readonly halves: (batch: B) => readonly [B, B] | undefined;
  /** What an indivisible batch is, and what would help, as the end of `memory is not enough for …`. */
  readonly describe: (batch: B) => string;
}

/** The words that errors use. */
export interface Wording {
  /** One item of a batch: 'example', 'pair'. Its plural has an s. */
  readonly item: string;
  /** What stands before the names of settings: `training.` where a config has them under `training`. */
  readonly settings: string;
}

export const plainWording: Wording = { item: 'example', settings: '' };

/** The numbers of all items of some batches. */
export function itemsOf<B>(
  { items }: Pick<Objective<never, B>, 'items'>,
  batches: readonly B[],
): number[] {
  return items ? batches.flatMap((batch) => [...items(batch)]) : [];
}
