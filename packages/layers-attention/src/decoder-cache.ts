import {
  dispose,
  heldTensors,
  indexSelect,
  keep,
  scope,
  type Tensor,
  type TensorHolder,
} from '@rondo/tensor';
import type { ResolvedMasks } from './attention-masks.ts';
import type { KeyValueCache } from './key-value-cache.ts';
import type { KeyValue } from './multihead-attention.ts';

/** What one decoder layer remembers. */
export interface DecoderLayerCache {
  /** Keys and values of the steps so far. */
  readonly steps: KeyValueCache;
  /** Keys and values of the memory. */
  readonly memory: KeyValue;
}

/**
 * What a decoder remembers from step to step: made by `TransformerDecoder.createCache`. It outlives scopes: `dispose()` frees it,
 * or `using`.
 */
export class DecoderCache implements TensorHolder {
  #layers: readonly DecoderLayerCache[];
  #masks: ResolvedMasks;

  /** Takes over the tensors. */
  constructor(layers: readonly DecoderLayerCache[], masks: ResolvedMasks) {
    this.#layers = layers;
    this.#masks = masks;
    keep([layers.map(({ memory }) => memory), masks]);
  }

  get layers(): readonly DecoderLayerCache[] {
    return this.#layers;
  }

  /** What may be attended to in the memory. */
  get memoryMasks(): ResolvedMasks {
    return this.#masks;
  }

  /** Steps decoded so far. */
  get length(): number {
    return this.#layers[0]?.steps.length ?? 0;
  }

  /** Continues with the sequences at the given places (int32 `[n]`), as beam search does: some go on twice, others end. */
  reorder(rows: Tensor): void {
    const old = [this.#layers.map(({ memory }) => memory), this.#masks];
    const chosen = (x: Tensor): Tensor => indexSelect(x, 0, rows);
    // A mask of one row for all sequences stays as it is; a new tensor, since the old one is freed.
    const chosenMask = (x: Tensor | undefined): Tensor | undefined =>
      x && (x.rank < 4 || x.shape[0] === 1 ? x.detach() : chosen(x));
    for (const { steps } of this.#layers) steps.reorder(rows);
    this.#layers = this.#layers.map(({ steps, memory: { key, value } }) => ({
      steps,
      memory: keep(scope(() => ({ key: chosen(key), value: chosen(value) }))),
    }));
    const { mask, bias, keyLengths, causal } = this.#masks;
    this.#masks = keep({
      mask: chosenMask(mask),
      bias: chosenMask(bias),
      keyLengths: keyLengths && chosen(keyLengths),
      causal,
    });
    dispose(old);
  }

  *[heldTensors](): Generator<Tensor> {
    for (const { steps, memory } of this.#layers) {
      yield* steps[heldTensors]();
      yield memory.key;
      yield memory.value;
    }
    for (const mask of Object.values(this.#masks)) if (typeof mask === 'object') yield mask;
  }

  dispose(): void {
    for (const tensor of this[heldTensors]()) tensor.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
