import { DataError, requireInteger } from '../errors.ts';
import { splitBatch } from './split-batch.ts';
import type { Batch } from './token-batches.ts';

export interface MemoryFitOptions {
  /** Tells the errors that mean "too little memory" from others, which are thrown on. Default: `isOutOfMemory`. */
  readonly isOutOfMemory?: (error: unknown) => boolean;
  /** The most places (pairs × longest side) that a part may have, as `limit` gave it before. Default: no limit. */
  readonly limit?: number;
}

/** Whether an error says that memory was not enough: by its name or its words, in any engine and on any device. */
export function isOutOfMemory(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    /^(?:GPUOutOfMemoryError|OutOfMemoryError)$/u.test(error.name) ||
    /out of memory|allocation failed|cannot allocate|could not allocate|array buffer allocation|too little memory/iu.test(
      error.message,
    )
  );
}

/**
 * Takes batches through a step that may run out of memory: then the batch is halved and each half tried, and from there on
 * larger batches are cut beforehand. Order and places in the data stay as they were, so that a run can still be resumed.
 *
 * A step that fails must leave nothing behind; the gradients of parts add up to the batch's when the loss is divided by the
 * tokens of the whole batch.
 *
 * @example
 * const fit = new MemoryFit();
 * for (const batch of batches.epoch()) await fit.run(batch, (part) => accumulate(part, batch.tokens.target));
 */
export class MemoryFit {
  readonly #isOutOfMemory: (error: unknown) => boolean;
  #limit: number;

  constructor({ isOutOfMemory: told = isOutOfMemory, limit = Infinity }: MemoryFitOptions = {}) {
    if (limit !== Infinity) requireInteger('limit', limit, 1);
    this.#isOutOfMemory = told;
    this.#limit = limit;
  }

  /** The most places (pairs × longest side) that a part is given; falls when memory runs out. Infinity at first. */
  get limit(): number {
    return this.#limit;
  }

  /**
   * The results of the step for the parts of a batch, in order: one part while memory is enough.
   *
   * @throws DataError when memory is not enough for a single pair; and what the step throws otherwise.
   */
  async run<Result>(
    batch: Batch,
    step: (part: Batch) => Result | Promise<Result>,
  ): Promise<Result[]> {
    const results: Result[] = [];
    const waiting = [batch];
    for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
      const divisible = part.indices.length > 1;
      if (divisible && places(part) > this.#limit) {
        waiting.push(...splitBatch(part).toReversed());
        continue;
      }
      try {
        results.push(await step(part));
      } catch (error) {
        if (!this.#isOutOfMemory(error)) throw error;
        if (!divisible) throw tooLittle(part, error);
        this.#limit = Math.min(this.#limit, Math.max(1, Math.floor(places(part) / 2)));
        waiting.push(part);
      }
    }
    return results;
  }
}

/** Pairs × longest side: what a budget of tokens counts. */
export function places({ source, targetOutput }: Batch): number {
  return source.shape[0] * Math.max(source.shape[1], targetOutput.shape[1]);
}

function tooLittle({ indices, source, targetOutput }: Batch, error: unknown): DataError {
  return new DataError(
    `memory is not enough for pair ${indices[0]} alone, with ${source.shape[1]} source and ${targetOutput.shape[1]} target tokens; leave out long pairs (maxTokens with tooLong: 'drop') or make the model smaller`,
    { pair: indices[0], source: source.shape[1], target: targetOutput.shape[1] },
    error,
  );
}
