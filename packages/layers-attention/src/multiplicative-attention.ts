import { checkOptions, Linear, Module } from '@rondo/layers-core';
import { checkShapes, linear, RangeFault, scope, type Tensor } from '@rondo/tensor';
import { additiveScores } from './additive-attention.ts';
import { oneMask, resolveMasks, type ResolvedMasks } from './attention-masks.ts';
import { checkFloats, checkWhole } from './check-sizes.ts';
import { attendWithHeads, headWeights } from './heads.ts';
import {
  checkScoreInputs,
  contextOf,
  knownKeys,
  knownQueries,
  scoreInputNames,
  scoreLimits,
  type Context,
  type ContextOnly,
  type NoWeights,
  type ScoreAttentionInputs,
} from './score-weights.ts';

const scoreKinds = ['dot', 'general', 'concat'] as const;

export interface MultiplicativeAttentionOptions {
  /** How a query and a key are compared ('general'). */
  readonly score?: (typeof scoreKinds)[number];
  /** Factor of the scores of 'dot' and 'general' (1, as in the paper). */
  readonly scale?: number;
  /** Units of 'concat' (queryDim). */
  readonly attentionDim?: number;
}

/**
 * Attention as Luong has it: α_i = softmax(e_i), c_i = Σ_j α_ij h_j, with the scores
 *
 * dot e_ij = s_iᵀ h_j; general e_ij = s_iᵀ W h_j; concat e_ij = vᵀ tanh(W [s_i; h_j]).
 *
 * query s `[N, T1, Q]`, memory h `[N, T2, K]` → context c `[N, T1, K]`, weights α `[N, T1, T2]`. `key` is the W of general `[Q, K]`,
 * `joined` that of concat `[A, Q + K]`, `score` v `[1, A]`; dot has no parameters, and needs Q = K. Weights start as those of `Linear`.
 * Source: Luong, Pham & Manning 2015, section 3.1.
 */
export class MultiplicativeAttention extends Module {
  readonly queryDim: number;
  readonly keyDim: number;
  readonly kind: (typeof scoreKinds)[number];
  readonly scale: number;
  readonly key: Linear | undefined;
  readonly joined: Linear | undefined;
  readonly score: Linear | undefined;

  /** @throws RangeFault for another score, or 'dot' of different sizes. */
  constructor(queryDim: number, keyDim: number, options: MultiplicativeAttentionOptions = {}) {
    super();
    checkOptions(this, options, ['score', 'scale', 'attentionDim']);
    const { score = 'general', scale = 1, attentionDim = queryDim } = options;
    if (!scoreKinds.includes(score)) {
      throw new RangeFault(
        `MultiplicativeAttention: expected the score 'dot', 'general' or 'concat', received '${score}'`,
        { score },
      );
    }
    if (score === 'dot' && queryDim !== keyDim) {
      throw new RangeFault(
        `MultiplicativeAttention: 'dot' needs queries and keys of one size, received ${queryDim} and ${keyDim}; 'general' takes any`,
        { queryDim, keyDim },
      );
    }
    checkWhole(this, { queryDim, keyDim, attentionDim });
    this.queryDim = queryDim;
    this.keyDim = keyDim;
    this.kind = score;
    this.scale = scale;
    const bias = false;
    const isConcat = score === 'concat';
    this.key = score === 'general' ? new Linear(keyDim, queryDim, { bias }) : undefined;
    this.joined = isConcat ? new Linear(queryDim + keyDim, attentionDim, { bias }) : undefined;
    this.score = isConcat ? new Linear(attentionDim, 1, { bias }) : undefined;
  }

  /** What there is to compute of a memory `[N, T2, K]` alone, for many calls of `forward`: `[N, T2, K]`, `[N, T2, Q]` or `[N, T2, A]`. */
  project(memory: Tensor): Tensor {
    const { queryDim, keyDim, joined } = this;
    if (joined) {
      return scope(() => linear(memory, joined.weight.narrow(1, queryDim, keyDim)));
    }
    return this.key ? this.key.forward(memory) : memory;
  }

  /**
   * With `needWeights: false` the context alone, for which dot and general take memory of N · (T1 + T2), not of N · T1 · T2.
   * @throws ShapeError, DTypeError or RangeFault naming the argument that does not fit.
   */
  forward(query: Tensor, memory: Tensor, inputs: ScoreAttentionInputs & NoWeights): ContextOnly;
  forward(
    query: Tensor,
    memory: Tensor,
    inputs?: ScoreAttentionInputs & { readonly needWeights?: true | undefined },
  ): Context;
  forward(query: Tensor, memory: Tensor, inputs?: ScoreAttentionInputs): Context | ContextOnly;
  forward(query: Tensor, memory: Tensor, inputs: ScoreAttentionInputs = {}): Context | ContextOnly {
    checkOptions(this, inputs, scoreInputNames);
    checkScoreInputs(this, inputs);
    const { keys, value = memory, needWeights = true, ...masks } = inputs;
    const { queryDim, keyDim, joined, score } = this;
    const { N, T1, T2 } = checkShapes(
      this,
      {
        query: [query, ['N', 'T1', 'queryDim']],
        memory: [memory, ['N', 'T2', 'keyDim']],
        keys: [keys, ['N', 'T2', 'projectedDim']],
        value: [value, ['N', 'T2', 'V']],
      },
      { queryDim, keyDim, projectedDim: joined?.outFeatures ?? queryDim },
    ) as { N: number; T1: number; T2: number };
    checkFloats(this, { query, memory, keys, value });
    const { backend } = query.storage;
    return scope(() => {
      if (!joined || !score) {
        const limits = resolveMasks(this, masks, { N, H: 1, T1, T2 }, backend);
        const k = keys ?? this.#projectKnown(memory, limits);
        return this.#ofProducts([query, k, value], limits, needWeights);
      }
      const limits = scoreLimits(this, masks, { N, T1, T2 }, backend);
      const k = keys ?? this.project(knownKeys(memory, limits));
      const values = keys ? value : knownKeys(value, limits);
      const q = linear(knownQueries(query, limits), joined.weight.narrow(1, 0, queryDim));
      const { context, weights } = contextOf(additiveScores(q, k, score), values, limits);
      return needWeights ? { context, weights } : { context, weights: undefined };
    });
  }

  /** `project`, of numbers also where a mask or lengths hide the memory from all queries. */
  #projectKnown(memory: Tensor, { mask, keyLengths }: ResolvedMasks): Tensor {
    if (!this.key) return memory;
    const sizes = { T1: 1, T2: memory.shape[1]! };
    const limits = { mask, keyLengths, causal: false };
    const allowed = oneMask(limits, sizes, memory.storage.backend)?.squeeze(1);
    return this.project(knownKeys(memory, { bias: undefined, allowed }));
  }

  /** Attention of one head, in the kernel: query `[N, T1, D]`, keys `[N, T2, D]`, value `[N, T2, V]`. */
  #ofProducts(
    inputs: readonly [query: Tensor, keys: Tensor, value: Tensor],
    limits: ResolvedMasks,
    needWeights: boolean,
  ): Context | ContextOnly {
    const options = { ...limits, scale: this.scale };
    const [q, k, v] = inputs.map((x) => x.unsqueeze(2)) as [Tensor, Tensor, Tensor];
    const context = attendWithHeads(q, k, v, options).squeeze(2);
    if (!needWeights) return { context, weights: undefined };
    return { context, weights: headWeights(q, k, options).squeeze(1) };
  }
}
