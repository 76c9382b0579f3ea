import type { Operations } from '../models/operations.ts';
import type { Jax, JaxArray } from './jax.ts';

/** Operations for functions that are traced: an argument is never used up, so that models need not count uses. */
export function jaxOperations({ numpy: np, nn }: Jax, mask?: JaxArray): Operations<JaxArray> {
  return {
    dense: (x, kernel, bias) => np.matmul(x.ref, kernel.ref).add(bias.ref),
    add: (a, b) => a.ref.add(b.ref),
    relu: (x) => nn.relu(x.ref),
    layerNorm(x, weight, bias) {
      const centred = x.ref.sub(x.ref.mean(-1, { keepdims: true }));
      const variance = np.square(centred.ref).mean(-1, { keepdims: true });
      return centred
        .div(np.sqrt(variance.add(1e-5)))
        .mul(weight.ref)
        .add(bias.ref);
    },
    keys: (x, heads) => byHeads(x, heads).transpose([0, 2, 3, 1]),
    values: (x, heads) => byHeads(x, heads).transpose([0, 2, 1, 3]),
    attention(q, keys, values, heads, causal) {
      const [batch = 0, length = 0, width = 0] = q.shape;
      const queries = byHeads(q, heads).transpose([0, 2, 1, 3]);
      const scores = np.matmul(queries, keys.ref).mul((width / heads) ** -0.5);
      const masked = causal && mask ? scores.add(mask.ref) : scores;
      const attended = np.matmul(nn.softmax(masked, -1), values.ref);
      return attended.transpose([0, 2, 1, 3]).reshape([batch, length, width]);
    },
  };
}

function byHeads(x: JaxArray, heads: number): JaxArray {
  const [batch = 0, length = 0, width = 0] = x.shape;
  return x.ref.reshape([batch, length, heads, width / heads]);
}

/** 0 where key j ≤ query i, else so small that softmax makes it 0; [length, length]. */
export function causalMask(jax: Jax, length: number): JaxArray {
  const values = Float32Array.from({ length: length * length }, (_, at) =>
    at % length <= Math.floor(at / length) ? 0 : -1e9,
  );
  const { array, float32 } = jax.numpy;
  return array(values, { dtype: float32 }).reshape([length, length]);
}
