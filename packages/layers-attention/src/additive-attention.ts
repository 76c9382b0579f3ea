import { checkOptions, Linear, Module } from '@rondo/layers-core';
import { checkShapes, scope, type Tensor } from '@rondo/tensor';
import { checkFloats, checkWhole } from './check-sizes.ts';
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

export interface AdditiveAttentionOptions {
  /** Whether the map of the queries has a bias (true); the paper leaves biases out. */
  readonly bias?: boolean;
}

/**
 * Attention whose scores a small network computes: e_ij = vᵀ tanh(W s_i + U h_j), α_i = softmax(e_i), c_i = Σ_j α_ij h_j.
 *
 * query s `[N, T1, Q]`, memory h `[N, T2, K]` → context c `[N, T1, K]`, weights α `[N, T1, T2]`. `query` is W `[A, Q]`, `key` U
 * `[A, K]`, `score` v `[1, A]`. It computes all of `[N, T1, T2, A]`. Weights start as those of `Linear`.
 * Source: Bahdanau, Cho & Bengio 2015, section 3.1 and appendix A.1.2.
 */
export class AdditiveAttention extends Module {
  readonly queryDim: number;
  readonly keyDim: number;
  readonly query: Linear;
  readonly key: Linear;
  readonly score: Linear;

  constructor(
    queryDim: number,
    keyDim: number,
    attentionDim: number,
    options: AdditiveAttentionOptions = {},
  ) {
    super();
    checkOptions(this, options, ['bias']);
    checkWhole(this, { queryDim, keyDim, attentionDim });
    const { bias = true } = options;
    this.queryDim = queryDim;
    this.keyDim = keyDim;
    this.query = new Linear(queryDim, attentionDim, { bias });
    this.key = new Linear(keyDim, attentionDim, { bias: false });
    this.score = new Linear(attentionDim, 1, { bias: false });
  }

  /** U h, for many calls of `forward` with one memory: `[N, T2, K]` → `[N, T2, A]`. */
  project(memory: Tensor): Tensor {
    return this.key.forward(memory);
  }

  /**
   * With `needWeights: false` the context alone.
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
    const { queryDim, keyDim } = this;
    const attentionDim = this.score.inFeatures;
    const { N, T1, T2 } = checkShapes(
      this,
      {
        query: [query, ['N', 'T1', 'queryDim']],
        memory: [memory, ['N', 'T2', 'keyDim']],
        keys: [keys, ['N', 'T2', 'attentionDim']],
        value: [value, ['N', 'T2', 'V']],
      },
      { queryDim, keyDim, attentionDim },
    ) as { N: number; T1: number; T2: number };
    checkFloats(this, { query, memory, keys, value });
    return scope(() => {
      const limits = scoreLimits(this, masks, { N, T1, T2 }, query.storage.backend);
      const q = this.query.forward(knownQueries(query, limits));
      const k = keys ?? this.project(knownKeys(memory, limits));
      const values = keys ? value : knownKeys(value, limits);
      const { context, weights } = contextOf(additiveScores(q, k, this.score), values, limits);
      return needWeights ? { context, weights } : { context, weights: undefined };
    });
  }
}

/** vᵀ tanh(q_i + k_j): q `[N, T1, A]`, k `[N, T2, A]` → `[N, T1, T2]`. */
export function additiveScores(q: Tensor, k: Tensor, score: Linear): Tensor {
  return scope(() => score.forward(q.unsqueeze(2).add(k.unsqueeze(1)).tanh()).squeeze(-1));
}
