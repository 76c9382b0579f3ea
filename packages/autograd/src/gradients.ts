import { accumulate, assign, empty, type Tensor, type WindowGradient } from '@rondo/tensor';
import { zerosLike } from './like.ts';
import { ownsStorage } from './own-storage.ts';
import { Parts, spanOf } from './parts.ts';

/**
 * The gradients that a sweep has summed up so far, one per tensor.
 *
 * Sums are made in place where nothing else looks at their storage. While an outer tape records (a gradient of a gradient), nothing is
 * changed in place and nothing is freed early.
 */
export class Gradients {
  readonly #sums = new Map<Tensor, Tensor>();
  /** Of sums that came in parts: what holds numbers so far. The rest is not even 0 yet. */
  readonly #parts = new Map<Tensor, Parts>();
  readonly #recorded: boolean;

  constructor(recorded: boolean) {
    this.#recorded = recorded;
  }

  get(tensor: Tensor): Tensor | undefined {
    this.#complete(tensor);
    return this.#sums.get(tensor);
  }

  /** What holds the sum of a tensor, for those who only keep it alive: it may not be complete. */
  held(tensor: Tensor): Tensor | undefined {
    return this.#sums.get(tensor);
  }

  add(tensor: Tensor, contribution: Tensor | WindowGradient): void {
    const window = 'window' in contribution ? contribution : undefined;
    if (this.#recorded || !window) {
      this.#addDense(tensor, window ? window.dense() : (contribution as Tensor));
      return;
    }
    const isNew = this.#isNew(tensor, window);
    const part = window.window(isNew ? this.#sums.get(tensor)! : this.#ownSum(tensor));
    if (isNew) assign(part, window.value);
    else accumulate(part, window.value);
    part.dispose();
  }

  /** Whether nothing was added yet where a window lies: then it is written, and what it covers need not be cleared before. */
  #isNew(tensor: Tensor, { region }: WindowGradient): boolean {
    const span = region && spanOf(tensor.shape, region);
    if (!span) return false;
    const parts = this.#parts.get(tensor);
    if (parts) return parts.take(span);
    if (this.#sums.has(tensor)) return false;
    this.#sums.set(tensor, empty(tensor.shape, { backend: tensor.storage.backend }));
    const first = new Parts(tensor.shape[span.axis]!, span.axis);
    this.#parts.set(tensor, first);
    return first.take(span);
  }

  /** Clears what no part has covered. */
  #complete(tensor: Tensor): void {
    const parts = this.#parts.get(tensor);
    if (!parts) return;
    this.#parts.delete(tensor);
    const sum = this.#sums.get(tensor)!;
    for (const { start, size } of parts.gaps()) {
      const gap = sum.narrow(parts.axis, start, size);
      const none = zerosLike(gap);
      assign(gap, none);
      none.dispose();
      gap.dispose();
    }
  }

  #addDense(tensor: Tensor, contribution: Tensor): void {
    const sum = this.get(tensor);
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
    const sum = this.get(tensor);
    if (sum && ownsStorage(sum)) return sum;
    const own = sum ? sum.clone() : zerosLike(tensor);
    sum?.dispose();
    this.#sums.set(tensor, own);
    return own;
  }

  /** Takes a gradient out; the caller owns it from now on. */
  take(tensor: Tensor): Tensor | undefined {
    const sum = this.get(tensor);
    if (sum) this.#sums.delete(tensor);
    return sum;
  }

  /** Every tensor that has a gradient. */
  tensors(): Tensor[] {
    return [...this.#sums.keys()];
  }
}
