import {
  assign,
  checkShapes,
  GradientError,
  heldTensors,
  indexSelect,
  isGradientWanted,
  keep,
  RangeFault,
  scope,
  zeros,
  type Backend,
  type Shape,
  type Tensor,
  type TensorHolder,
} from '@rondo/tensor';

export interface KeyValueCacheOptions {
  /** Steps to make room for at first (64); more room is made when it is needed. */
  readonly capacity?: number;
  readonly backend?: Backend;
}

/**
 * Keys and values of the steps so far, side by side: `[N, length, ...step]`, in attention `[N, length, 2H, D]`. A step is written in place; where the room is used up it
 * is doubled, so that a step costs the same however many went before.
 *
 * It outlives scopes: `dispose()` frees it, or `using`.
 */
export class KeyValueCache implements TensorHolder {
  #buffer: Tensor;
  /** Sequences that there are; the buffer may have room for more. */
  #sequences: number;
  #length = 0;

  /** @throws RangeFault unless the capacity is a whole number of 1 or more. */
  constructor(N: number, step: Shape, { capacity = 64, ...where }: KeyValueCacheOptions = {}) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeFault(
        `KeyValueCache: the capacity must be a whole number of 1 or more, received ${capacity}`,
        { capacity },
      );
    }
    this.#buffer = keep(zeros([N, capacity, ...step], where));
    this.#sequences = N;
  }

  /** Number of steps. */
  get length(): number {
    return this.#length;
  }

  /**
   * Writes T steps x `[N, T, ...step]` after the others and returns all of them, `[N, length, ...step]`: a view that the next `reorder` or
   * lack of room makes stale.
   * @throws GradientError while gradients are recorded, since none flows through the cache; ShapeError for other sizes.
   */
  append(x: Tensor): Tensor {
    if (isGradientWanted([x])) {
      throw new GradientError(
        'KeyValueCache: no gradient flows through a cache; wrap the step in noGrad, or train on whole sequences with causal: true',
      );
    }
    const [, capacity, ...step] = this.#buffer.shape as [number, number, ...number[]];
    const N = this.#sequences;
    const { T } = checkShapes('KeyValueCache', { x: [x, ['N', 'T', ...step]] }, { N });
    const end = this.#length + T!;
    if (end > capacity) this.#resize(N, Math.max(end, 2 * capacity));
    return scope(() => {
      assign(this.#buffer.narrow(0, 0, N).narrow(1, this.#length, T!), x);
      this.#length = end;
      return this.#steps();
    });
  }

  /** Continues with the sequences at the given places (int32 `[n]`), as beam search does: some go on twice, others end. */
  reorder(rows: Tensor): void {
    scope(() => {
      const chosen = indexSelect(this.#steps(), 0, rows);
      const [room, capacity] = this.#buffer.shape as [number, number];
      // Fewer sequences stay where they are: another buffer takes longer than they do.
      if (rows.size > room) this.#resize(rows.size, capacity);
      this.#sequences = rows.size;
      assign(this.#steps(), chosen);
    });
  }

  *[heldTensors](): Generator<Tensor> {
    yield this.#buffer;
  }

  dispose(): void {
    this.#buffer.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #steps(): Tensor {
    return this.#buffer.narrow(0, 0, this.#sequences).narrow(1, 0, this.#length);
  }

  /** Another buffer, with the steps so far where the number of sequences stays. */
  #resize(N: number, capacity: number): void {
    const [, , ...step] = this.#buffer.shape as [number, number, ...number[]];
    const old = this.#buffer;
    scope(() => {
      const steps = this.#steps();
      this.#buffer = keep(zeros([N, capacity, ...step], { backend: old.storage.backend }));
      if (N === this.#sequences) assign(this.#steps(), steps);
    });
    old.dispose();
  }
}
