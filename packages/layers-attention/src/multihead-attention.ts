import { Parameter } from '@rondo/autograd';
import { checkOptions, init, Linear, Module } from '@rondo/layers-core';
import {
  checkShapes,
  concat,
  linear,
  scope,
  zeros,
  type AttentionOptions,
  type Backend,
  type Tensor,
} from '@rondo/tensor';
import {
  maskNames,
  masksWithExtraKeys,
  padKeys,
  resolveMasks,
  type AttentionMasks,
  type ResolvedMasks,
} from './attention-masks.ts';
import { checkDropout, checkFloats, checkHeads, checkWhole } from './check-sizes.ts';
import { attendWithHeads, headWeights, mergeHeads, splitHeads } from './heads.ts';
import { InProjection } from './in-projection.ts';
import { KeyValueCache, type KeyValueCacheOptions } from './key-value-cache.ts';
import { checkMaskSense, inOurSense, type MaskSense } from './mask-sense.ts';
import {
  attentionOptionNames,
  type MultiheadAttentionOptions,
} from './multihead-attention-options.ts';
import { attentionPositions, checkPositions, inputPositions, type Positions } from './positions.ts';
import { areSingle, runSingly } from './single-sequence.ts';
import {
  answer,
  wantedWeights,
  type NeedWeights,
  type WeightsOption,
  type WeightsWanted,
  type WithWeights,
} from './with-weights.ts';
import { withoutPadding } from './without-padding.ts';

export interface AttentionInputs extends AttentionMasks, WeightsOption {}

interface QueryOffset {
  /** The position of the first query among the keys (0), for `causal` and for positions. */
  readonly queryOffset?: number;
}

interface AttendToInputs extends AttentionInputs, QueryOffset {}

export interface Attended {
  /** `[N, T1, E]` */
  readonly output: Tensor;
  /** `[N, T1, T2]`, or `[N, H, T1, T2]` of each head; added keys come last. */
  readonly weights: Tensor | undefined;
}

/** Keys and values as the heads see them, `[N, T2, K, D]`: projected once for any number of queries. */
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
 * query `[N, T1, E]`, key `[N, T2, kdim]`, value `[N, T2, vdim]` → `[N, T1, E]`; all of them without N: one sequence. Source: Vaswani
 * et al. 2017, section 3.2; with fewer heads of keys and values: Ainslie et al. 2023.
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
  readonly keyValueHeads: number;
  readonly kdim: number;
  readonly vdim: number;
  readonly addZeroAttention: boolean;
  readonly dropout: number;
  readonly scale: number;
  readonly maskSense: MaskSense;
  readonly inProjection: InProjection;
  readonly biasK: Parameter | undefined;
  readonly biasV: Parameter | undefined;
  readonly outProj: Linear;
  readonly positions: Positions | undefined;

  /**
   * @throws RangeFault unless numHeads divides embedDim, keyValueHeads numHeads, and 0 ≤ dropout ≤ 1; for positions of other sizes; or
   * naming an option that does not exist.
   */
  constructor(embedDim: number, numHeads: number, options: MultiheadAttentionOptions = {}) {
    super();
    const { kdim = embedDim, vdim = embedDim, bias = true, biasKV = false } = options;
    const { addZeroAttention = false, dropout = 0, keyValueHeads = numHeads } = options;
    checkOptions(this, options, attentionOptionNames);
    checkHeads(this, {
      widthName: 'embedDim',
      width: embedDim,
      headsName: 'numHeads',
      heads: numHeads,
      keyValueHeads,
    });
    checkWhole(this, { kdim, vdim });
    checkDropout(this, dropout);
    const headDim = embedDim / numHeads;
    checkPositions(this, options.positions, { dModel: embedDim, numHeads, headDim });
    this.embedDim = embedDim;
    this.numHeads = numHeads;
    this.keyValueHeads = keyValueHeads;
    this.kdim = kdim;
    this.vdim = vdim;
    this.addZeroAttention = addZeroAttention;
    this.dropout = dropout;
    this.maskSense = checkMaskSense(this, options.maskSense ?? 'mayAttend');
    this.scale = options.scale ?? 1 / Math.sqrt(headDim);
    this.inProjection = new InProjection(embedDim, { numHeads, keyValueHeads, kdim, vdim, bias });
    const extra = [1, 1, keyValueHeads * headDim];
    this.biasK = biasKV ? new Parameter(init.xavierNormal(extra)) : undefined;
    this.biasV = biasKV ? new Parameter(init.xavierNormal(extra)) : undefined;
    this.outProj = new Linear(embedDim, embedDim, { bias });
    if (this.outProj.bias) init.zeros(this.outProj.bias);
    this.positions = options.positions;
  }

  /** @throws ShapeError, DTypeError or RangeFault naming the argument that does not fit. */
  forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    options: AttentionInputs & WeightsWanted,
  ): WithWeights<Tensor>;
  forward(query: Tensor, key: Tensor, value: Tensor, options?: AttentionInputs): Attended;
  forward(query: Tensor, key: Tensor, value: Tensor, options: AttentionInputs = {}): Attended {
    checkOptions(this, options, [...maskNames, 'needWeights']);
    if (!areSingle(query, key, value)) return this.#forward(query, key, value, options);
    return runSingly([query, key, value], options, ([q, k, v], given) =>
      this.#forward(q!, k!, v!, given),
    );
  }

  #forward(query: Tensor, key: Tensor, value: Tensor, options: AttentionInputs): Attended {
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
    checkFloats(this, { query, key, value });
    const needWeights = wantedWeights(this, options);
    return scope(() => {
      const sizes = { N: query.shape[0]!, T1: query.shape[1]!, T2: key.shape[1]! };
      const limits = this.#resolve(options, sizes, query.storage.backend);
      const given = withoutPaddedKeys([query, key, value], limits.keyLengths);
      const [q, k, v] = this.inProjection.project(...this.#placed(given, 0));
      const masks = this.#masks(limits, sizes, q.storage.backend);
      const keyValue = this.#withExtraKeys(this.#rotated(k, 0), v);
      return this.#attend(this.#rotated(q, 0), keyValue, masks, needWeights);
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
    checkFloats(this, { key, value });
    return scope(() => {
      const [k, v] = this.inProjection.keyValue(...this.#placed([key, value], 0));
      return this.#withExtraKeys(this.#rotated(k, 0), v);
    });
  }

  /**
   * Attention to keys and values projected before: query `[N, T1, E]` → `[N, T1, E]`, from position `queryOffset` (0) on. Masks count
   * the keys that `forward` would have been given.
   */
  attendTo(
    query: Tensor,
    keyValue: KeyValue,
    options: AttendToInputs & WeightsWanted,
  ): WithWeights<Tensor>;
  attendTo(query: Tensor, keyValue: KeyValue, options?: AttentionMasks & QueryOffset): Tensor;
  attendTo(
    query: Tensor,
    keyValue: KeyValue,
    options: AttendToInputs = {},
  ): Tensor | WithWeights<Tensor> {
    const { embedDim } = this;
    checkShapes(this, { query: [query, ['N', 'T1', 'embedDim']] }, { embedDim });
    checkFloats(this, { query });
    checkOptions(this, options, [...maskNames, 'queryOffset', 'needWeights']);
    const { queryOffset = 0, ...given } = options;
    checkWhole(this, { queryOffset }, 0);
    const needWeights = wantedWeights(this, options);
    return scope(() => {
      const q = this.inProjection.query(...this.#placed([query], queryOffset));
      const { backend } = query.storage;
      const T2 = keyValue.key.shape[1]! - this.#extraCount;
      const sizes = { N: query.shape[0]!, T1: query.shape[1]!, T2 };
      const limits = this.#resolve(given, sizes, backend);
      const masks = this.#masks(limits, sizes, backend, queryOffset);
      return answer(this.#attend(this.#rotated(q, queryOffset), keyValue, masks, needWeights));
    });
  }

  /** An empty cache for `step`, for N sequences. */
  createCache(N: number, options: KeyValueCacheOptions = {}): KeyValueCache {
    const { embedDim, numHeads, keyValueHeads } = this;
    const backend = options.backend ?? this.outProj.weight.storage.backend;
    const step = [2 * keyValueHeads, embedDim / numHeads];
    const cache = new KeyValueCache(N, step, { ...options, backend });
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
  step(x: Tensor, cache: KeyValueCache, options: WeightsWanted): WithWeights<Tensor>;
  step(x: Tensor, cache: KeyValueCache): Tensor;
  step(x: Tensor, cache: KeyValueCache, options: WeightsOption = {}): Tensor | WithWeights<Tensor> {
    checkOptions(this, options, ['needWeights']);
    const needWeights = wantedWeights(this, options);
    const { embedDim, kdim, vdim, keyValueHeads } = this;
    checkShapes(this, { x: [x, ['N', 'T', 'embedDim']] }, { embedDim });
    checkFloats(this, { x });
    if (!this.inProjection.weight) {
      // No x fits where keys or values have another size.
      const rules = { key: [x, ['N', 'T', 'kdim']], value: [x, ['N', 'T', 'vdim']] } as const;
      checkShapes(this, rules, { kdim, vdim });
    }
    return scope(() => {
      const extra = this.#extraCount;
      const queryOffset = cache.length;
      const position = queryOffset - extra;
      const [q, keyValue] = this.inProjection.queryAndKeyValue(...this.#placed([x], position));
      const steps = cache.append(this.#rotatedKeys(keyValue, position));
      const T2 = steps.shape[1]! - extra;
      const all = {
        key: steps.narrow(2, 0, keyValueHeads),
        value: steps.narrow(2, keyValueHeads, keyValueHeads),
      };
      const bias = this.#positionBias(x.shape[1]!, T2, position, x.storage.backend);
      // A single step may attend to all that there is.
      const masks = {
        causal: x.shape[1] !== 1,
        queryOffset,
        bias: bias && padKeys(bias, extra, 0),
      };
      return answer(this.#attend(this.#rotated(q, position), all, masks, needWeights));
    });
  }

  /** Adds positions to what comes in, once to each tensor. */
  #placed<Inputs extends readonly Tensor[]>(inputs: readonly [...Inputs], offset: number): Inputs {
    const positions = inputPositions(this.positions);
    if (!positions) return inputs as unknown as Inputs;
    const unique = [...new Set(inputs)];
    const placed = unique.map((x) => positions.forward(x, { offset }));
    return inputs.map((x) => placed[unique.indexOf(x)]!) as unknown as Inputs;
  }

  #rotated(heads: Tensor, offset: number): Tensor {
    return attentionPositions(this.positions)?.rotate?.(heads, offset) ?? heads;
  }

  /** Keys and values side by side, `[N, T, 2K, D]`, of which the keys turn. */
  #rotatedKeys(keyValue: Tensor, offset: number): Tensor {
    if (!attentionPositions(this.positions)?.rotate) return keyValue;
    const K = this.keyValueHeads;
    const key = this.#rotated(keyValue.narrow(2, 0, K), offset);
    return concat([key, keyValue.narrow(2, K, K)], 2);
  }

  #positionBias(T1: number, T2: number, queryOffset: number, backend: Backend): Tensor | undefined {
    if (T1 === 0 || T2 === 0) return undefined;
    return attentionPositions(this.positions)?.bias?.({ T1, T2, queryOffset, backend });
  }

  #resolve(masks: AttentionMasks, sizes: QuerySizes, backend: Backend): ResolvedMasks {
    return resolveMasks(this, inOurSense(this, masks), { ...sizes, H: this.numHeads }, backend);
  }

  /** Masks and the bias of positions, for the keys that there are and those added. */
  #masks(
    given: ResolvedMasks,
    { T1, T2 }: QuerySizes,
    backend: Backend,
    queryOffset = 0,
  ): AttentionOptions {
    const own = this.#positionBias(T1, T2, queryOffset, backend);
    const bias = own && given.bias ? given.bias.add(own) : (own ?? given.bias);
    return masksWithExtraKeys({ ...given, bias, queryOffset }, this.#extraCount, T2);
  }

  get #extraCount(): number {
    return (this.biasK ? 1 : 0) + (this.addZeroAttention ? 1 : 0);
  }

  /** Added keys stand first, so that every query may attend to them and those before it. */
  #withExtraKeys(key: Tensor, value: Tensor): KeyValue {
    const extra = this.#extraKeys(key.shape[0]!, key.storage.backend);
    if (!extra) return { key, value };
    return { key: concat([extra.key, key], 1), value: concat([extra.value, value], 1) };
  }

  /** The added keys and values, `[N, count, K, D]`. */
  #extraKeys(N: number, backend: Backend): KeyValue | undefined {
    if (this.#extraCount === 0) return undefined;
    const headDim = this.embedDim / this.numHeads;
    const shape = [N, 1, this.keyValueHeads * headDim];
    const zero = this.addZeroAttention ? [zeros(shape, { backend })] : [];
    const join = (learned: Parameter | undefined): Tensor =>
      splitHeads(concat([...(learned ? [learned.expand(shape)] : []), ...zero], 1), headDim);
    return { key: join(this.biasK), value: join(this.biasV) };
  }

  /** q `[N, T1, H, D]` with keys and values of all heads. */
  #attend(
    q: Tensor,
    { key, value }: KeyValue,
    masks: AttentionOptions,
    needWeights: NeedWeights | undefined,
  ): Attended {
    const { scale } = this;
    const options = { ...masks, scale, dropout: this.training ? this.dropout : 0 };
    const all = needWeights && headWeights(q, key, options);
    const heads = attendWithHeads(q, key, value, options);
    const { weight, bias } = this.outProj;
    const weights = needWeights === 'average' ? all?.mean(1) : all;
    return {
      output: linear(mergeHeads(heads), weight, bias),
      weights: weights && this.#addedLast(weights),
    };
  }

  /** Weights with those of added keys behind the others, as PyTorch has them. */
  #addedLast(weights: Tensor): Tensor {
    const extra = this.#extraCount;
    if (extra === 0) return weights;
    const others = weights.shape.at(-1)! - extra;
    return concat([weights.narrow(-1, extra, others), weights.narrow(-1, 0, extra)], -1);
  }
}

interface QuerySizes {
  readonly N: number;
  readonly T1: number;
  readonly T2: number;
}

/** Inputs whose keys and values are 0 beyond their lengths. Where queries are the same tensor, NaN would come in with them, and all stays as it is. */
function withoutPaddedKeys(
  [query, key, value]: readonly [query: Tensor, key: Tensor, value: Tensor],
  lengths: Tensor | undefined,
): [query: Tensor, key: Tensor, value: Tensor] {
  if (!lengths || query === key || query === value) return [query, key, value];
  const known = withoutPadding(key, lengths);
  return [query, known, key === value ? known : withoutPadding(value, lengths)];
}
