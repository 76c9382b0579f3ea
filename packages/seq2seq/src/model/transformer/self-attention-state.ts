import type { DecoderCache, TransformerDecoder } from '@rondo/layers-attention';
import { heldTensors, type Tensor } from '@rondo/tensor';
import type { ReorderOptions } from '../../decoding/incremental-decoder.ts';
import type { Decoded, DecoderOptions, DecoderState } from '../decoder.ts';
import type { Memory } from '../memory.ts';
import { alignment } from './alignment.ts';

/** Decoding with a Transformer: keys and values of the steps so far and of the memory stay in a cache. */
export class SelfAttentionState implements DecoderState {
  readonly #decoder: TransformerDecoder;
  readonly #cache: DecoderCache;

  constructor(decoder: TransformerDecoder, { states, lengths }: Memory) {
    this.#decoder = decoder;
    this.#cache = decoder.createCache(states, { memoryLengths: lengths });
  }

  step(embedded: Tensor, { needWeights }: DecoderOptions = {}): Decoded {
    if (!needWeights) {
      return { features: this.#decoder.step(embedded, this.#cache), weights: undefined };
    }
    const { output, weights } = this.#decoder.step(embedded, this.#cache, {
      needWeights: 'average',
    });
    return { features: output, weights: alignment(weights.map((layer) => layer.memory)) };
  }

  reorder(rows: Tensor, { sameSources = false }: ReorderOptions = {}): void {
    if (sameSources) for (const { steps } of this.#cache.layers) steps.reorder(rows);
    else this.#cache.reorder(rows);
  }

  *[heldTensors](): Generator<Tensor> {
    yield* this.#cache[heldTensors]();
  }
}
