import type { GreedyDecodeWorkload, Job } from '@rondo/workloads';
import { TransformerModel, type KeysAndValues } from '../models/transformer.ts';
import type { Tf, TfTensor } from './tf.ts';
import { TfInputs } from './tf-inputs.ts';
import { forwardJob } from './tf-job.ts';
import { tfOperations } from './tf-operations.ts';

/** Greedy decoding with keys and values kept by concatenation. */
export function greedyDecodeJob(tf: Tf, workload: GreedyDecodeWorkload): Job {
  const { batch, length, heads, layers, dModel, start } = workload;
  const inputs = new TfInputs(tf, workload);
  const ops = tfOperations(tf);
  const model = new TransformerModel(ops, inputs.get, heads);

  const embedded = (table: string, ids: TfTensor, begin: number, count: number): TfTensor =>
    tf
      .gather(inputs.get(table), ids)
      .mul(Math.sqrt(dModel))
      .add(inputs.get('positions').slice([begin, 0], [count, dModel]));

  return forwardJob(tf, inputs, () => {
    const source = embedded('source_embedding', inputs.get('source_ids'), 0, length);
    const memory = model.encode(source, layers);
    const prefixes = Array.from({ length: layers }, (_, i) => `transformer.decoder.layers.${i}.`);
    const cross = prefixes.map((prefix) => model.keysAndValues(memory, `${prefix}multihead_attn`));
    const cache: (KeysAndValues<TfTensor> | undefined)[] = prefixes.map(() => undefined);
    const tokens: TfTensor[] = [];
    let token = tf.tensor(new Int32Array(batch).fill(start), [batch, 1], 'int32');
    for (let step = 0; step < length; step += 1) {
      let x = embedded('target_embedding', token, step, 1);
      for (const [i, prefix] of prefixes.entries()) {
        x = model.decoderLayer(x, prefix, cross[i]!, (q, own) => {
          const kept = appended(tf, cache[i], own);
          cache[i] = kept;
          return ops.attention(q, kept.keys, kept.values, heads, false);
        });
      }
      const logits = model.dense(model.norm(x, 'transformer.decoder.norm'), 'output');
      token = logits.argMax(-1);
      tokens.push(token);
    }
    return { tokens: tf.concat(tokens, 1) };
  });
}

function appended(
  tf: Tf,
  before: KeysAndValues<TfTensor> | undefined,
  { keys, values }: KeysAndValues<TfTensor>,
): KeysAndValues<TfTensor> {
  if (!before) return { keys, values };
  return { keys: tf.concat([before.keys, keys], 3), values: tf.concat([before.values, values], 2) };
}
