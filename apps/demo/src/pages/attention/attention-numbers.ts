import { sinusoidalPositions } from '@rondo/layers-attention';
import { scaledDotProductAttention, scope, softmax, tensor, type Tensor } from '@rondo/tensor';
import { tokens, width, type AttentionState, type Matrix } from './attention-state.ts';

/** Everything between the inputs and the output of one head. */
export interface HeadNumbers {
  /** Columns of this head, positions included. */
  readonly query: Matrix;
  readonly key: Matrix;
  readonly value: Matrix;
  /** Products of queries and keys. */
  readonly products: Matrix;
  /** Products after scaling. */
  readonly scores: Matrix;
  /** Softmax of the scores that the mask lets through, row by row. */
  readonly weights: Matrix;
  /** Means of the values by the weights. */
  readonly output: Matrix;
}

/**
 * Attention step by step, computed by @rondo/tensor: scores = q kᵀ / √d, weights = softmax(scores), output = weights · v. Heads are groups of columns.
 * The output comes from the fused op that models use.
 */
export async function attentionNumbers(state: AttentionState): Promise<HeadNumbers[]> {
  const size = width / state.heads;
  const numbers: HeadNumbers[] = [];
  for (let head = 0; head < state.heads; head++) {
    const steps = scope(() => stepsOf(state, head * size, size));
    try {
      numbers.push({
        query: await rows(steps.query),
        key: await rows(steps.key),
        value: await rows(steps.value),
        products: await rows(steps.products),
        scores: await rows(steps.scores),
        weights: await rows(steps.weights),
        output: await rows(steps.output),
      });
    } finally {
      for (const step of Object.values(steps)) step.dispose();
    }
  }
  return numbers;
}

type Steps = Record<keyof HeadNumbers, Tensor>;

function stepsOf(state: AttentionState, from: number, size: number): Steps {
  const columns = (matrix: Matrix): Tensor => flat(matrix).narrow(1, from, size);
  const placed = (matrix: Matrix): Tensor =>
    state.positions
      ? flat(matrix).add(sinusoidalPositions(tokens, width)).narrow(1, from, size)
      : columns(matrix);
  const [query, key, value] = [placed(state.query), placed(state.key), columns(state.value)];
  const allowed = Uint8Array.from(state.mask.flat(), Number);
  const mask = tensor(allowed, { shape: [tokens, tokens], dtype: 'bool' });
  const scale = state.scaled ? 1 / Math.sqrt(size) : 1;
  const products = query.matmul(key.transpose(0, 1));
  const scores = products.mul(scale);
  const weights = mask.where(softmax(mask.where(scores, -1e30), -1), 0);
  const output = scaledDotProductAttention(inHead(query), inHead(key), inHead(value), {
    mask,
    scale,
  }).squeeze(0);
  return { query, key, value, products, scores, weights, output };
}

function flat(matrix: Matrix): Tensor {
  return tensor(Float32Array.from(matrix.flat()), { shape: [tokens, width] });
}

/** One head `[1, T, D]`. */
function inHead(x: Tensor): Tensor {
  return x.unsqueeze(0);
}

async function rows(x: Tensor): Promise<Matrix> {
  return (await x.array()) as number[][];
}
