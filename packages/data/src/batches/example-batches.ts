import { DataError, requireInteger } from '../errors.ts';
import { Random, shuffle } from '../random/random.ts';
import type { BatchState } from './token-batches.ts';

export interface ExampleBatchesOptions<B> {
  /** How many examples there are; batches are made of their numbers. */
  readonly count: number;
  readonly batchSize: number;
  /** Makes a batch, the same one whenever it is asked for the same examples of the same epoch. */
  readonly make: (indices: Int32Array, epoch: number) => B;
  /** Whether the examples are shuffled, anew in each epoch. Default true. */
  readonly shuffle?: boolean;
  /** The seed of the shuffling. Default 1. */
  readonly seed?: number;
  /** Whether a last batch with fewer examples is left out. Default false. */
  readonly dropLast?: boolean;
}

/**
 * Batches of so many examples each, of any kind, in an order that the seed and the epoch decide.
 *
 * @example exampleBatches({ count: images.length, batchSize: 32, make: (indices, epoch) => augmented(images, indices, epoch) })
 */
export function exampleBatches<B>(options: ExampleBatchesOptions<B>): ExampleBatches<B> {
  return new ExampleBatches(options);
}

export class ExampleBatches<B> {
  readonly #options: ExampleBatchesOptions<B>;
  #seed: number;
  #epoch = 0;
  #position = 0;
  #order:
    | { readonly seed: number; readonly epoch: number; readonly indices: Int32Array }
    | undefined;
  /** The number of batches in an epoch. */
  readonly length: number;

  constructor(options: ExampleBatchesOptions<B>) {
    const { count, batchSize, seed = 1, dropLast = false } = options;
    requireInteger('count', count, 1);
    requireInteger('batchSize', batchSize, 1);
    requireInteger('seed', seed, 0);
    this.#options = options;
    this.#seed = seed;
    this.length = dropLast ? Math.floor(count / batchSize) : Math.ceil(count / batchSize);
    if (this.length === 0) {
      throw new DataError(
        `exampleBatches: ${count} examples fill no batch of ${batchSize}; lower batchSize, or leave dropLast out`,
        { count, batchSize },
      );
    }
  }

  /** Enough to go on from here in another process: store it in a checkpoint, give it to `restore`. */
  get state(): BatchState {
    return { seed: this.#seed, epoch: this.#epoch, position: this.#position };
  }

  /** Goes to a state of the same examples and options. */
  restore({ seed, epoch, position }: BatchState): void {
    requireInteger('seed', seed, 0);
    requireInteger('epoch', epoch, 0);
    requireInteger('position', position, 0);
    if (position > this.length) {
      throw new DataError(
        `ExampleBatches: cannot go to batch ${position} of an epoch, which has ${this.length}; resume with the same data and batchSize`,
        { position, batches: this.length },
      );
    }
    [this.#seed, this.#epoch, this.#position] = [seed, epoch, position];
  }

  /** The batches of the current epoch that are still to come; at the end the next epoch becomes the current one. */
  *epoch(): Generator<B, void> {
    const { batchSize, make } = this.#options;
    while (this.#position < this.length) {
      const start = this.#position * batchSize;
      const indices = this.#indices().slice(start, start + batchSize);
      this.#position += 1;
      yield make(indices, this.#epoch);
    }
    this.#epoch += 1;
    this.#position = 0;
  }

  #indices(): Int32Array {
    const [seed, epoch] = [this.#seed, this.#epoch];
    if (this.#order?.seed !== seed || this.#order.epoch !== epoch) {
      const { count, shuffle: shuffles = true } = this.#options;
      const indices = Int32Array.from({ length: count }, (_, index) => index);
      if (shuffles) shuffle(indices, new Random(seed, epoch));
      this.#order = { seed, epoch, indices };
    }
    return this.#order.indices;
  }
}
