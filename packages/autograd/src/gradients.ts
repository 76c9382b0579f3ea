import { accumulate, type Tensor, type WindowGradient } from '@rondo/tensor';
import { zerosLike } from './like.ts';
import { ownsStorage } from './own-storage.ts';

/**
 * The gradients that a sweep has summed up so far, one per tensor.
 *
 * Sums are made in place where nothing else looks at their storage. While an outer tape records (a gradient of a gradient), nothing is
 * changed in place and nothing is freed early.
 */
export class Gradients {
  readonly #sums = new Map<Tensor, Tensor>();
  readonly #recorded: boolean;

  constructor(recorded: boolean) {
    this.#recorded = recorded;
  }

  get(tensor: Tensor): Tensor | undefined {
    return this.#sums.get(tensor);
  }

  add(tensor: Tensor, contribution: Tensor | WindowGradient): void {
    const window = 'window' in contribution ? contribution : undefined;
    if (this.#recorded || !window) {
      this.#addDense(tensor, window ? window.dense() : (contribution as Tensor));
      return;
    }
    const sum = this.#ownSum(tensor);
    const part = window.window(sum);
    accumulate(part, window.value);
    part.dispose();
  }

  #addDense(tensor: Tensor, contribution: Tensor): void {
    const sum = this.#sums.get(tensor);
    if (!sum) {
      // Entries are disposed one by one, so that each is an object of its own.
      this.#sums.set(tensor, this.#recorded ? contribution : contribution.detach());
      return;
    }
    if (!this.#recorded && ownsStorage(sum)) {
      accumulate(sum, contribution);
      return;
    }
    const total = sum.add(contribution);
    if (!this.#recorded) sum.dispose();
    this.#sums.set(tensor, total);
  }

  #ownSum(tensor: Tensor): Tensor {
    const sum = this.#sums.get(tensor);
    if (sum && ownsStorage(sum)) return sum;
    const own = sum ? sum.clone() : zerosLike(tensor);
    sum?.dispose();
    this.#sums.set(tensor, own);
    return own;
  }

  /** Takes a gradient out; the caller owns it from now on. */
  take(tensor: Tensor): Tensor | undefined {
    const sum = this.#sums.get(tensor);
    if (sum) this.#sums.delete(tensor);
    return sum;
  }

  /** Every tensor that has a gradient. */
  tensors(): Tensor[] {
    return [...this.#sums.keys()];
  }
}
