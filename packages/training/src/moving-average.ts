import { noGrad } from '@rondo/autograd';
import type { Module } from '@rondo/layers-core';
import { assign, scope, type Tensor } from '@rondo/tensor';
import { assignAll, buffersOf } from './buffers.ts';

/**
 * An exponential moving average of a model's parameters. It begins with the weights p after the first step; after t more
 * ā ← d ā + (1 - d) p with d = min(decay, (1 + t) / (10 + t)), so that early, bad weights are soon forgotten. Buffers are those of the model.
 */
export class MovingAverage<M extends Module> {
  /** A model of the averaged parameters, that nobody trains. */
  readonly model: M;
  readonly #of: M;
  readonly #decay: number;
  #updates = 0;

  /** Takes over a copy of the model. */
  constructor(of: M, copy: M, decay: number) {
    this.#of = of;
    this.#decay = decay;
    copy.requiresGrad(false).eval();
    this.model = copy;
  }

  /** How many steps it has seen. */
  get updates(): number {
    return this.#updates;
  }

  /** Takes note of the parameters after a step. */
  update(): void {
    const t = this.#updates;
    const kept = Math.min(this.#decay, (1 + t) / (10 + t));
    const present = this.#of.parameters();
    noGrad(() => {
      for (const [index, average] of this.model.parameters().entries()) {
        const p = present[index]!;
        scope(() => assign(average, t === 0 ? p : average.mul(kept).add(p.mul(1 - kept))));
      }
    });
    assignAll(buffersOf(this.model), buffersOf(this.#of));
    this.#updates += 1;
  }

  /** Puts the average where a checkpoint had it; the tensors are copied. */
  restore(tensors: Readonly<Record<string, Tensor>>, updates: number): void {
    this.model.loadStateDict(tensors);
    this.#updates = updates;
  }

  /** Begins anew with the weights after the next step. */
  restart(): void {
    this.#updates = 0;
  }

  dispose(): void {
    this.model.dispose();
  }
}
