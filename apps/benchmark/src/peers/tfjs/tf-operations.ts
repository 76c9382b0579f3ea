import type { Operations } from '../models/operations.ts';
import type { Tf, TfTensor } from './tf.ts';

/** x times kernel plus bias, over the last axis. */
export function dense(tf: Tf, x: TfTensor, kernel: TfTensor, bias: TfTensor): TfTensor {
  const [inputs = 0, outputs = 0] = kernel.shape;
  const rows = x.reshape([-1, inputs]);
  const y = tf.fused.matMul({ a: rows, b: kernel, bias });
  return y.reshape([...x.shape.slice(0, -1), outputs]);
}

/** LayerNorm from moments, as tf.layers has it. */
export function layerNorm(tf: Tf, x: TfTensor, weight: TfTensor, bias: TfTensor): TfTensor {
  const { mean, variance } = tf.moments(x, -1, true);
  return x.sub(mean).mul(variance.add(1e-5).rsqrt()).mul(weight).add(bias);
}

/** TensorFlow.js, which has no attention of its own. */
export function tfOperations(tf: Tf, mask?: TfTensor): Operations<TfTensor> {
  return {
    dense: (x, kernel, bias) => dense(tf, x, kernel, bias),
    add: (a, b) => a.add(b),
    relu: (x) => x.relu(),
    layerNorm: (x, weight, bias) => layerNorm(tf, x, weight, bias),
    // Keys are turned here: a transposed operand is slow on the wasm backend.
    keys: (x, heads) => byHeads(x, heads).transpose([0, 2, 3, 1]),
    values: (x, heads) => byHeads(x, heads).transpose([0, 2, 1, 3]),
    attention(q, keys, values, heads, causal) {
      const [batch = 0, length = 0, width = 0] = q.shape;
      const queries = byHeads(q, heads).transpose([0, 2, 1, 3]);
      const scores = tf.matMul(queries, keys).mul((width / heads) ** -0.5);
      const masked = causal && mask ? scores.add(mask) : scores;
      const attended = tf.matMul(tf.softmax(masked), values);
      return attended.transpose([0, 2, 1, 3]).reshape([batch, length, width]);
    },
  };
}

function byHeads(x: TfTensor, heads: number): TfTensor {
  const [batch = 0, length = 0, width = 0] = x.shape;
  return x.reshape([batch, length, heads, width / heads]);
}

/** 0 where key j ≤ query i, else so small that softmax makes it 0. */
export function causalMask(tf: Tf, length: number): TfTensor {
  const values = Float32Array.from({ length: length * length }, (_, at) =>
    at % length <= Math.floor(at / length) ? 0 : -1e9,
  );
  return tf.tensor(values, [length, length], 'float32');
}
