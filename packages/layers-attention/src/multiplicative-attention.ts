import { Linear, Module } from '@rondo/layers-core';
import { checkShapes, linear, RangeFault, scope, type Tensor } from '@rondo/tensor';
import { additiveScores } from './additive-attention.ts';
import { contextOf, type Context, type ScoreAttentionInputs } from './score-weights.ts';

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

  /** @throws ShapeError, DTypeError or RangeFault naming the argument that does not fit. */
  forward(
    query: Tensor,
    memory: Tensor,
    { keys, value = memory, ...masks }: ScoreAttentionInputs = {},
  ): Context {
    const { queryDim, keyDim, joined } = this;
    checkShapes(
      this,
      {
        query: [query, ['N', 'T1', 'queryDim']],
        memory: [memory, ['N', 'T2', 'keyDim']],
        keys: [keys, ['N', 'T2', 'projectedDim']],
        value: [value, ['N', 'T2', 'V']],
      },
      { queryDim, keyDim, projectedDim: joined?.outFeatures ?? queryDim },
    );
    return scope(() =>
      contextOf(this, this.#scores(query, keys ?? this.project(memory)), value, masks),
    );
  }

  #scores(query: Tensor, keys: Tensor): Tensor {
    const { joined, score, queryDim, scale } = this;
    if (joined && score) {
      return additiveScores(linear(query, joined.weight.narrow(1, 0, queryDim)), keys, score);
    }
    const scaled = scale === 1 ? query : query.mul(scale);
    return scaled.matmul(keys.transpose(1, 2));
  }
}
