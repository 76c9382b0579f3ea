import { isOutOfMemory } from '@rondo/data';
import type { Module } from '@rondo/layers-core';
import type { GradScaler } from '@rondo/optim';
import type { RandomState } from '@rondo/tensor';
import { TrainingError } from './error.ts';
import { itemsOf, type Divisible, type Objective, type Wording } from './objective.ts';
import { stepGradients, type StepGradients } from './step-gradients.ts';

interface FittedGradientsOptions<B> {
  readonly divisible: Divisible<B> | undefined;
  /** Backward goes from the loss it scales, and the gradients get their size back. */
  readonly scaler: GradScaler | undefined;
  readonly wording: Wording;
}

/**
 * Gradients of steps that may run out of memory: then the step is taken again with its batches in halves, and later batches of that size
 * are halved beforehand. Loss and gradients are those of the whole step, but for rounding and for what dropout draws.
 */
export class FittedGradients<M extends Module, B> {
  readonly #model: M;
  readonly #objective: Objective<M, B>;
  readonly #options: FittedGradientsOptions<B>;
  /** The largest size of a part; falls when memory runs out. What a run goes on with. */
  limit = Infinity;

  constructor(model: M, objective: Objective<M, B>, options: FittedGradientsOptions<B>) {
    this.#model = model;
    this.#objective = objective;
    this.#options = options;
  }

  /**
   * As `stepGradients`, for parameters without gradients.
   * @throws TrainingError where memory is not enough for a batch that cannot be divided.
   */
  of(batches: readonly B[], random: RandomState): StepGradients {
    const { divisible } = this.#options;
    if (!divisible) return this.#gradientsOf(batches, random);
    for (;;) {
      const parts = batches.flatMap((batch) => this.#partsOf(batch, divisible));
      try {
        return this.#gradientsOf(parts, random);
      } catch (error) {
        if (!isOutOfMemory(error)) throw error;
        for (const parameter of this.#model.parameters()) parameter.clearGrad();
        this.#halve(parts, divisible, error);
      }
    }
  }

  #gradientsOf(parts: readonly B[], random: RandomState): StepGradients {
    const { scaler } = this.#options;
    const step = stepGradients(this.#model, this.#objective, parts, random, scaler);
    scaler?.unscale(this.#model.parameters());
    return step;
  }

  #partsOf(batch: B, divisible: Divisible<B>): B[] {
    if (divisible.size(batch) <= this.limit) return [batch];
    const halves = divisible.halves(batch);
    return halves ? halves.flatMap((half) => this.#partsOf(half, divisible)) : [batch];
  }

  #halve(parts: readonly B[], { size, halves, describe }: Divisible<B>, error: unknown): void {
    const largest = parts.reduce((a, b) => (size(b) > size(a) ? b : a));
    if (parts.every((part) => !halves(part))) {
      throw new TrainingError(`memory is not enough for ${describe(largest)}`, {
        [this.#options.wording.item]: itemsOf(this.#objective, [largest])[0],
        cause: String(error),
      });
    }
    this.limit = Math.floor(size(largest) / 2);
  }
}
