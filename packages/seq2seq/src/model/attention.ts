import { Linear, Module } from '@rondo/layers-core';
import { softmax, type Tensor } from '@rondo/tensor';
import type { Memory } from './memory.ts';

/** What attention computes: a mixture of the memory per query, and how much of each position is in it. */
export interface Attended {
  /** `[N, T, 2H]` */
  readonly context: Tensor;
  /** Rows sum to 1, 0 where there is no source token: `[N, T, S]`. */
  readonly weights: Tensor;
}

/** An attention whose keys are projected once per source and then asked by any number of queries. */
export interface Attention extends Module {
  /** Keys of a memory: `[N, S, H]`. */
  project(memory: Memory): Tensor;
  /** Queries `[N, T, H]`. */
  forward(queries: Tensor, keys: Tensor, memory: Memory): Attended;
}

function attend(scores: Tensor, memory: Memory): Attended {
  const weights = softmax(memory.mask.where(scores, -Infinity));
  return { context: weights.matmul(memory.states), weights };
}

/** softmax(q (W_k m)ᵀ / √H): the "general" score of Luong, Pham & Manning 2015 (section 3.1), scaled. */
export class DotAttention extends Module implements Attention {
  readonly key: Linear;

  constructor(memorySize: number, hiddenSize: number) {
    super();
    this.key = new Linear(memorySize, hiddenSize, { bias: false });
  }

  project(memory: Memory): Tensor {
    return this.key.forward(memory.states);
  }

  forward(queries: Tensor, keys: Tensor, memory: Memory): Attended {
    const scale = 1 / Math.sqrt(queries.shape[2]!);
    return attend(queries.mul(scale).matmul(keys.transpose(1, 2)), memory);
  }
}

/** softmax(vᵀ tanh(W_q q + W_k m)) (Bahdanau, Cho & Bengio 2015, appendix A.1.2). */
export class AdditiveAttention extends Module implements Attention {
  readonly query: Linear;
  readonly key: Linear;
  readonly score: Linear;

  constructor(memorySize: number, hiddenSize: number) {
    super();
    this.query = new Linear(hiddenSize, hiddenSize);
    this.key = new Linear(memorySize, hiddenSize, { bias: false });
    this.score = new Linear(hiddenSize, 1, { bias: false });
  }

  project(memory: Memory): Tensor {
    return this.key.forward(memory.states);
  }

  forward(queries: Tensor, keys: Tensor, memory: Memory): Attended {
    // [N, T, 1, H] + [N, 1, S, H]
    const joined = this.query.forward(queries).unsqueeze(2).add(keys.unsqueeze(1)).tanh();
    return attend(this.score.forward(joined).squeeze(-1), memory);
  }
}
