import { sinusoidalPositions } from '@rondo/layers-attention';
import {
  concat,
  dispose,
  linear,
  scaledDotProductAttention,
  scope,
  softmax,
  tensor,
  type Tensor,
} from '@rondo/tensor';
import { tokens, width, type AttentionState, type Matrix } from './attention-state.ts';

/** Everything between the inputs and the output of one head. */
export interface HeadNumbers {
  /** Columns of this head, after positions and projections. */
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

/** All numbers of the page. */
export interface AttentionNumbers {
  /** A row for each place. */
  readonly positions: Matrix;
  /** Queries and keys with the positions, where these are added. */
  readonly placedQuery: Matrix;
  readonly placedKey: Matrix;
  /** What the heads share out among them, column by column. */
  readonly projectedQuery: Matrix;
  readonly projectedKey: Matrix;
  readonly projectedValue: Matrix;
  readonly heads: readonly HeadNumbers[];
  /** The outputs of all heads side by side. */
  readonly joined: Matrix;
  /** What they become together. */
  readonly result: Matrix;
}

/**
 * Multi-head attention step by step, computed by @rondo/tensor: positions, projections x Wᵀ, in each head scores = q kᵀ / √d, weights = softmax(scores) and
 * output = weights · v, heads side by side, W_O. Heads are groups of columns. Their outputs come from the fused op that models use.
 */
export async function attentionNumbers(state: AttentionState): Promise<AttentionNumbers> {
  const all = scope(() => stepsOf(state));
  const { heads, ...steps } = all;
  try {
    const numbers = [];
    for (const head of heads) numbers.push(await rowsOf(head));
    return { ...(await rowsOf(steps)), heads: numbers };
  } finally {
    dispose(all);
  }
}

type Tensors<Numbers> = Record<keyof Numbers, Tensor>;
type Steps = Tensors<Omit<AttentionNumbers, 'heads'>> & { heads: Tensors<HeadNumbers>[] };

function stepsOf(state: AttentionState): Steps {
  const { query, key, value, queryWeight, keyWeight, valueWeight, outputWeight } = state;
  const positions = sinusoidalPositions(tokens, width);
  const placed = (matrix: Matrix): Tensor =>
    state.positions ? flat(matrix).add(positions) : flat(matrix);
  const project = (x: Tensor, weight: Matrix): Tensor =>
    state.projections ? linear(x, flat(weight)) : x;
  const [placedQuery, placedKey] = [placed(query), placed(key)];
  const projectedQuery = project(placedQuery, queryWeight);
  const projectedKey = project(placedKey, keyWeight);
  const projectedValue = project(flat(value), valueWeight);
  const size = width / state.heads;
  const heads = Array.from({ length: state.heads }, (_, head) => {
    const [q, k, v] = [projectedQuery, projectedKey, projectedValue].map((x) =>
      x.narrow(1, head * size, size),
    );
    return headOf(q!, k!, v!, state);
  });
  const joined = concat(
    heads.map(({ output }) => output),
    1,
  );
  const result = project(joined, outputWeight);
  const inputs = { projectedQuery, projectedKey, projectedValue };
  return { positions, placedQuery, placedKey, ...inputs, heads, joined, result };
}

function headOf(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  state: AttentionState,
): Tensors<HeadNumbers> {
  const allowed = Uint8Array.from(state.mask.flat(), Number);
  const mask = tensor(allowed, { shape: [tokens, tokens], dtype: 'bool' });
  const scale = state.scaled ? 1 / Math.sqrt(query.shape[1]!) : 1;
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

async function rowsOf<Name extends string>(
  steps: Readonly<Record<Name, Tensor>>,
): Promise<Record<Name, Matrix>> {
  const rows: Partial<Record<Name, Matrix>> = {};
  for (const name of Object.keys(steps) as Name[])
    rows[name] = (await steps[name].array()) as number[][];
  return rows as Record<Name, Matrix>;
}
