import { Parameter } from '@rondo/autograd';
import { init, Linear, Module } from '@rondo/layers-core';
import {
  attentionWeights,
  checkShapes,
  concat,
  linear,
  RangeFault,
  scope,
  zeros,
  type AttentionOptions,
  type Backend,
  type Tensor,
} from '@rondo/tensor';
import {
  resolveMasks,
  withExtraKeys,
  type AttentionMasks,
  type ResolvedMasks,
  type ScoreSizes,
} from './attention-masks.ts';
import { attendWithHeads, mergeHeads, splitHeads } from './heads.ts';
import { InProjection } from './in-projection.ts';
import { KeyValueCache, type KeyValueCacheOptions } from './key-value-cache.ts';

export interface MultiheadAttentionOptions {
  /** Size of the keys (embedDim). */
  readonly kdim?: number;
  /** Size of the values (embedDim). */
  readonly vdim?: number;
  /** Whether to add biases to the projections (true). */
  readonly bias?: boolean;
  /** Whether to learn one more key and value, to which every query may attend (false). */
  readonly biasKV?: boolean;
  /** Whether to add a key and a value of zeros, to which every query may attend (false). */
  readonly addZeroAttention?: boolean;
  /** Probability of dropout of the weights while training (0). */
  readonly dropout?: number;
}

export interface AttentionInputs extends AttentionMasks {
  /** Also returns the weights: averaged over the heads, or of each head. They are after dropout. */
  readonly needWeights?: 'average' | 'heads' | undefined;
}

export interface Attended {
  /** `[N, T1, E]` */
  readonly output: Tensor;
  /** `[N, T1, T2]`, or `[N, H, T1, T2]` of each head; added keys come last. */
  readonly weights: Tensor | undefined;
}

/** Keys and values as the heads see them, `[N, T2, H, D]`: projected once for any number of queries. */
export interface KeyValue {
  readonly key: Tensor;
  readonly value: Tensor;
}

/**
 * Attention of H heads side by side, each with E / H columns of the projections:
 *
 * headₕ = softmax(qₕ kₕᵀ / √D + bias) vₕ with D = E / H, (q, k, v) = (W_q x + b_q, W_k y + b_k, W_v z + b_v);
 * output = W_o [head₁; …; head_H] + b_o.
 *
 * query `[N, T1, E]`, key `[N, T2, kdim]`, value `[N, T2, vdim]` → `[N, T1, E]`. Source: Vaswani et al. 2017, section 3.2.
 * The projections of q, k, v start from Xavier's uniform distribution, W_o from U(-1/√E, 1/√E), biases from 0.
 */
export class MultiheadAttention extends Module {
  static override readonly torchNames = {
    inProjection: '',
    biasK: 'bias_k',
    biasV: 'bias_v',
    outProj: 'out_proj',
  };

  readonly embedDim: number;
  readonly numHeads: number;
  readonly kdim: number;
  readonly vdim: number;
  readonly addZeroAttention: boolean;
  readonly dropout: number;
  readonly inProjection: InProjection;
  readonly biasK: Parameter | undefined;
  readonly biasV: Parameter | undefined;
  readonly outProj: Linear;

  /** @throws RangeFault unless the heads divide embedDim and 0 ≤ dropout ≤ 1. */
  constructor(embedDim: number, numHeads: number, options: MultiheadAttentionOptions = {}) {
    super();
    const { kdim = embedDim, vdim = embedDim, bias = true, biasKV = false } = options;
    const { addZeroAttention = false, dropout = 0 } = options;
    checkSizes(this, embedDim, numHeads, dropout);
    this.embedDim = embedDim;
    this.numHeads = numHeads;
    this.kdim = kdim;
    this.vdim = vdim;
    this.addZeroAttention = addZeroAttention;
    this.dropout = dropout;
    this.inProjection = new InProjection(embedDim, { numHeads, kdim, vdim, bias });
    this.biasK = biasKV ? new Parameter(init.xavierNormal([1, 1, embedDim])) : undefined;
    this.biasV = biasKV ? new Parameter(init.xavierNormal([1, 1, embedDim])) : undefined;
    this.outProj = new Linear(embedDim, embedDim, { bias });
    if (this.outProj.bias) init.zeros(this.outProj.bias);
  }

  /** @throws ShapeError, DTypeError or RangeFault naming the argument that does not fit. */
  forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    options: AttentionInputs & { readonly needWeights: 'average' | 'heads' },
  ): { output: Tensor; weights: Tensor };
  forward(query: Tensor, key: Tensor, value: Tensor, options?: AttentionInputs): Attended;
  forward(query: Tensor, key: Tensor, value: Tensor, options: AttentionInputs = {}): Attended {
    const { embedDim, kdim, vdim } = this;
    checkShapes(
      this,
      {
        query: [query, ['N', 'T1', 'embedDim']],
        key: [key, ['N', 'T2', 'kdim']],
        value: [value, ['N', 'T2', 'vdim']],
      },
      { embedDim, kdim, vdim },
    );
    return scope(() => {
      const [q, k, v] = this.inProjection.project(query, key, value);
      const sizes = this.#sizes(q, k.shape[1]!);
      const masks = this.#masks(options, sizes, q.storage.backend);
      return this.#attend(q, this.#withExtraKeys(k, v), masks, options.needWeights);
    });
  }

  /** Projects what is attended to, key `[N, T2, kdim]` and value `[N, T2, vdim]`, for many calls of `attendTo`. */
  keyValue(key: Tensor, value: Tensor = key): KeyValue {
    const { kdim, vdim } = this;
    checkShapes(
      this,
      { key: [key, ['N', 'T2', 'kdim']], value: [value, ['N', 'T2', 'vdim']] },
      { kdim, vdim },
    );
    return scope(() => this.#withExtraKeys(...this.inProjection.keyValue(key, value)));
  }

  /**
   * Attention to keys and values projected before: query `[N, T1, E]` → `[N, T1, E]`. Masks count the keys that `forward` would
   * have been given.
   */
  attendTo(query: Tensor, keyValue: KeyValue, options: AttentionMasks = {}): Tensor {
    return scope(() => {
      const q = this.inProjection.query(query);
      const sizes = this.#sizes(q, keyValue.key.shape[1]! - this.#extraCount);
      const masks = this.#masks(options, sizes, q.storage.backend);
      return this.#attend(q, keyValue, masks).output;
    });
  }

  /** An empty cache for `step`, for N sequences. */
  createCache(N: number, options: KeyValueCacheOptions = {}): KeyValueCache {
    const { embedDim, numHeads } = this;
    const backend = options.backend ?? this.outProj.weight.storage.backend;
    const step = [2 * numHeads, embedDim / numHeads];
    const cache = new KeyValueCache(N, step, { ...options, backend });
    // Added keys stand first, so that every query may attend to them.
    scope(() => {
      const extra = this.#extraKeys(N, backend);
      if (extra) cache.append(concat([extra.key, extra.value], 2));
    });
    return cache;
  }

  /**
   * Causal self-attention of the next T steps x `[N, T, E]` to themselves and all steps before, which the cache has: the same as
   * those steps of `forward(all, all, all, { causal: true })`.
   * @throws GradientError while gradients are recorded.
   */
  step(x: Tensor, cache: KeyValueCache): Tensor {
    const { embedDim, kdim, vdim, numHeads } = this;
    checkShapes(this, { x: [x, ['N', 'T', 'embedDim']] }, { embedDim });
    if (!this.inProjection.weight) {
      // No x fits where keys or values have another size.
      const rules = { key: [x, ['N', 'T', 'kdim']], value: [x, ['N', 'T', 'vdim']] } as const;
      checkShapes(this, rules, { kdim, vdim });
    }
    return scope(() => {
      const queryOffset = cache.length;
      const [q, keyValue] = this.inProjection.queryAndKeyValue(x);
      const steps = cache.append(keyValue);
      const all = {
        key: steps.narrow(2, 0, numHeads),
        value: steps.narrow(2, numHeads, numHeads),
      };
      // A single step may attend to all that there is.
      return this.#attend(q, all, { causal: x.shape[1] !== 1, queryOffset }).output;
    });
  }

  #sizes(q: Tensor, T2: number): ScoreSizes {
    return { N: q.shape[0]!, H: this.numHeads, T1: q.shape[1]!, T2 };
  }

  #masks(masks: AttentionMasks, sizes: ScoreSizes, backend: Backend): ResolvedMasks {
    const resolved = resolveMasks(this, masks, sizes, backend);
    const count = this.#extraCount;
    return count > 0 ? withExtraKeys(resolved, count, sizes, backend) : resolved;
  }

  get #extraCount(): number {
    return (this.biasK ? 1 : 0) + (this.addZeroAttention ? 1 : 0);
  }

  #withExtraKeys(key: Tensor, value: Tensor): KeyValue {
    const extra = this.#extraKeys(key.shape[0]!, key.storage.backend);
    if (!extra) return { key, value };
    return { key: concat([key, extra.key], 1), value: concat([value, extra.value], 1) };
  }

  /** The added keys and values, `[N, count, H, D]`. */
  #extraKeys(N: number, backend: Backend): KeyValue | undefined {
    if (this.#extraCount === 0) return undefined;
    const shape = [N, 1, this.embedDim];
    const zero = this.addZeroAttention ? [zeros(shape, { backend })] : [];
    const join = (learned: Parameter | undefined): Tensor => {
      const rows = concat([...(learned ? [learned.expand(shape)] : []), ...zero], 1);
      return splitHeads(rows, this.embedDim / this.numHeads);
    };
    return { key: join(this.biasK), value: join(this.biasV) };
  }

  /** q `[N, T1, H, D]` with keys and values of all heads. */
  #attend(
    q: Tensor,
    { key, value }: KeyValue,
    masks: AttentionOptions,
    needWeights?: 'average' | 'heads',
  ): Attended {
    const options = { ...masks, dropout: this.training ? this.dropout : 0 };
    const weights =
      needWeights && attentionWeights(q.transpose(1, 2), key.transpose(1, 2), options);
    const heads = weights
      ? weights.matmul(value.transpose(1, 2)).transpose(1, 2)
      : attendWithHeads(q, key, value, options);
    const { weight, bias } = this.outProj;
    return {
      output: linear(mergeHeads(heads), weight, bias),
      weights: needWeights === 'average' ? weights?.mean(1) : weights,
    };
  }
}

function checkSizes(
  place: { toString(): string },
  embedDim: number,
  numHeads: number,
  dropout: number,
): void {
  if (!Number.isInteger(numHeads) || numHeads < 1 || embedDim % numHeads !== 0) {
    throw new RangeFault(
      `${place.toString()}: expected numHeads to divide embedDim = ${embedDim}, received ${numHeads}`,
      { embedDim, numHeads },
    );
  }
  if (!(dropout >= 0 && dropout <= 1)) {
    throw new RangeFault(`${place.toString()}: expected dropout from 0 to 1, received ${dropout}`, {
      dropout,
    });
  }
}
