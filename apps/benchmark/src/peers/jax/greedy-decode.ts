import type { GreedyDecodeWorkload, Job } from '@rondo/workloads';
import { TransformerModel, type KeysAndValues } from '../models/transformer.ts';
import type { Jax, JaxArray, NamedArrays } from './jax.ts';
import { getter, jaxInputs } from './jax-inputs.ts';
import { floats } from './jax-job.ts';
import { jaxOperations } from './jax-operations.ts';

interface Caches {
  readonly [name: string]: JaxArray;
}

/** Greedy decoding with keys and values in buffers of the full length, so that one compiled step serves all positions. */
export async function greedyDecodeJob(jax: Jax, workload: GreedyDecodeWorkload): Promise<Job> {
  const { batch, length, layers, heads, dModel, start } = workload;
  const { numpy: np } = jax;
  const size = dModel / heads;
  const { given } = jaxInputs(jax, workload);
  const encode = jax.jit((arrays: NamedArrays) => encoded(jax, workload, arrays));
  const step = jax.jit(
    (arrays: NamedArrays, cross: NamedArrays, caches: Caches, token: JaxArray, at: JaxArray) =>
      decoded(jax, workload, { arrays, cross, caches, token, at }),
  );
  const integers = (values: Int32Array): JaxArray => np.array(values, { dtype: np.int32 });

  const decode = async (): Promise<JaxArray> => {
    const cross = encode(jax.tree.ref(given));
    let caches: Caches = Object.fromEntries(
      Array.from({ length: layers }, (_, i) => [
        [`${i}.keys`, np.zeros([batch, heads, size, length])] as const,
        [`${i}.values`, np.zeros([batch, heads, length, size])] as const,
      ]).flat(),
    );
    const tokens: JaxArray[] = [];
    let token = integers(new Int32Array(batch).fill(start)).reshape([batch, 1]);
    for (let at = 0; at < length; at += 1) {
      const next = step(
        jax.tree.ref(given),
        jax.tree.ref(cross),
        caches,
        token,
        integers(Int32Array.of(at)),
      );
      ({ token, caches } = next);
      tokens.push(token.ref);
    }
    jax.tree.dispose([cross, caches, token]);
    return np.concatenate(tokens, 1).blockUntilReady();
  };
  (await decode()).dispose();
  return {
    run: async () => (await decode()).dispose(),
    outputs: async () => ({ tokens: await floats(await decode()) }),
    dispose() {
      encode.dispose();
      step.dispose();
      jax.tree.dispose(given);
    },
  };
}

/** Keys and values of the encoder's states for every decoder layer. */
function encoded(jax: Jax, workload: GreedyDecodeWorkload, arrays: NamedArrays): NamedArrays {
  const { heads, layers, dModel } = workload;
  const get = getter(arrays);
  const model = new TransformerModel(jaxOperations(jax), get, heads);
  const source = jax.numpy
    .take(get('source_embedding'), get('source_ids'), 0)
    .mul(Math.sqrt(dModel))
    .add(get('positions'));
  const memory = model.encode(source, layers);
  const named = Array.from({ length: layers }, (_, i) => {
    const attention = `transformer.decoder.layers.${i}.multihead_attn`;
    const { keys, values } = model.keysAndValues(memory, attention);
    return { [`${i}.keys`]: keys, [`${i}.values`]: values };
  });
  return Object.assign({}, ...named) as NamedArrays;
}

interface Step {
  readonly arrays: NamedArrays;
  readonly cross: NamedArrays;
  readonly caches: Caches;
  readonly token: JaxArray;
  /** The position, [1]. */
  readonly at: JaxArray;
}

interface Decoded {
  readonly [name: string]: JaxArray | Caches;
  readonly token: JaxArray;
  readonly caches: Caches;
}

/** One token further, with the new keys and values in the buffers. */
function decoded(
  jax: Jax,
  { heads, layers, dModel, length }: GreedyDecodeWorkload,
  { arrays, cross, caches, token, at }: Step,
): Decoded {
  const { numpy: np } = jax;
  const get = getter(arrays);
  const positions = np.array(
    Int32Array.from({ length }, (_, i) => i),
    { dtype: np.int32 },
  );
  const isHere = positions.ref.equal(at.ref);
  // 0 for what is written, else so small that softmax makes it 0.
  const ahead = np.where(positions.greater(at.ref).reshape([1, 1, 1, length]), -1e9, 0);
  const plain = jaxOperations(jax);
  const masked = jaxOperations(jax, ahead);
  const model = new TransformerModel(plain, get, heads);
  let x = np
    .take(get('target_embedding'), token, 0)
    .mul(Math.sqrt(dModel))
    .add(np.take(get('positions'), at, 0));
  const kept: Record<string, JaxArray> = {};
  for (let i = 0; i < layers; i += 1) {
    const memory: KeysAndValues<JaxArray> = {
      keys: cross[`${i}.keys`]!,
      values: cross[`${i}.values`]!,
    };
    x = model.decoderLayer(x, `transformer.decoder.layers.${i}.`, memory, (q, own) => {
      const keys = np.where(isHere.ref.reshape([1, 1, 1, length]), own.keys, caches[`${i}.keys`]!);
      const values = np.where(
        isHere.ref.reshape([1, 1, length, 1]),
        own.values,
        caches[`${i}.values`]!,
      );
      kept[`${i}.keys`] = keys;
      kept[`${i}.values`] = values;
      return masked.attention(q, keys, values, heads, true);
    });
  }
  const logits = model.dense(model.norm(x, 'transformer.decoder.norm'), 'output');
  return { token: np.argmax(logits, -1), caches: kept };
}
