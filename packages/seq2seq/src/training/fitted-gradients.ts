import { isOutOfMemory, splitBatch, type Batch } from '@rondo/data';
import type { GradScaler } from '@rondo/optim';
import type { RandomState } from '@rondo/tensor';
import type { Seq2Seq } from '../model/seq2seq.ts';
import { batchPlaces } from './batch-places.ts';
import { TrainingError } from './error.ts';
import { stepGradients, type StepGradients } from './step-gradients.ts';

/**
 * Gradients of steps that may run out of memory: then the step is taken again with its batches in halves, and later batches of that size
 * are halved beforehand. Loss and gradients are those of the whole step, but for rounding and for what dropout draws.
 */
export class FittedGradients {
  readonly #model: Seq2Seq;
  readonly #labelSmoothing: number;
  readonly #scaler: GradScaler | undefined;
  /** The most places of a part; falls when memory runs out. What a run goes on with. */
  limit = Infinity;

  /** With a scaler backward goes from the scaled loss, and the gradients get their size back. */
  constructor(model: Seq2Seq, labelSmoothing: number, scaler?: GradScaler) {
    this.#model = model;
    this.#labelSmoothing = labelSmoothing;
    this.#scaler = scaler;
  }

  /**
   * As `stepGradients`, for parameters without gradients.
   * @throws TrainingError where memory is not enough for a single pair.
   */
  of(batches: readonly Batch[], random: RandomState): StepGradients {
    for (;;) {
      const parts = batches.flatMap((batch) => this.#partsOf(batch));
      try {
        return this.#gradientsOf(parts, random);
      } catch (error) {
        if (!isOutOfMemory(error)) throw error;
        for (const parameter of this.#model.parameters()) parameter.clearGrad();
        this.#halve(parts, error);
      }
    }
  }

  #gradientsOf(parts: readonly Batch[], random: RandomState): StepGradients {
    const step = stepGradients(this.#model, parts, this.#labelSmoothing, random, this.#scaler);
    this.#scaler?.unscale(this.#model.parameters());
    return step;
  }

  #partsOf(batch: Batch): Batch[] {
    if (batch.indices.length === 1 || batchPlaces(batch) <= this.limit) return [batch];
    return splitBatch(batch).flatMap((half) => this.#partsOf(half));
  }

  #halve(parts: readonly Batch[], error: unknown): void {
    const largest = parts.reduce((a, b) => (batchPlaces(b) > batchPlaces(a) ? b : a));
    const { indices, source, targetOutput } = largest;
    if (parts.every((part) => part.indices.length === 1)) {
      throw new TrainingError(
        `memory is not enough for training pair ${indices[0]} alone, with ${source.shape[1]} source and ${targetOutput.shape[1]} target tokens; ` +
          'lower training.maxTokens, so that long pairs are left out, or make the model smaller',
        { pair: indices[0], cause: String(error) },
      );
    }
    this.limit = Math.floor(batchPlaces(largest) / 2);
  }
}
