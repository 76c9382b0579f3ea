import {
  assign,
  full,
  heldTensors,
  keep,
  tensor,
  type Tensor,
  type TensorHolder,
} from '@rondo/tensor';

/** Up to so many stretches of neighbours are overwritten one by one. */
const fewStretches = 8;

/** The tokens that no output contains, on the device. It outlives scopes: `dispose()` frees it. */
export class ForbiddenTokens implements TensorHolder {
  readonly #stretches: readonly Stretch[];
  /** True at each of them, `[V]`; none where the stretches are few. */
  readonly #mask: Tensor | undefined;

  /** From 1 at each of them, and 0 elsewhere. */
  constructor(forbidden: Uint8Array) {
    this.#stretches = stretchesOf(forbidden);
    const isFew = this.#stretches.length <= fewStretches;
    this.#mask = isFew ? undefined : keep(tensor(forbidden, { dtype: 'bool' }));
  }

  /** `[N, V]` with -∞ at them: the same tensor, overwritten, or another one. */
  ruleOut(scores: Tensor): Tensor {
    if (this.#mask) return this.#mask.where(-Infinity, scores);
    const { backend } = scores.storage;
    const never = full([1, 1], -Infinity, { backend });
    for (const { start, length } of this.#stretches) {
      assign(scores.narrow(1, start, length), never.expand([scores.shape[0]!, length]));
    }
    return scores;
  }

  *[heldTensors](): Generator<Tensor> {
    if (this.#mask) yield this.#mask;
  }

  dispose(): void {
    this.#mask?.dispose();
  }
}

interface Stretch {
  readonly start: number;
  readonly length: number;
}

function stretchesOf(forbidden: Uint8Array): Stretch[] {
  const stretches: Stretch[] = [];
  for (let start = forbidden.indexOf(1); start >= 0;) {
    const next = forbidden.indexOf(0, start);
    const end = next < 0 ? forbidden.length : next;
    stretches.push({ start, length: end - start });
    start = forbidden.indexOf(1, end);
  }
  return stretches;
}
