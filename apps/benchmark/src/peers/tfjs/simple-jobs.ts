import type {
  ChainWorkload,
  CrossEntropyWorkload,
  EmbeddingWorkload,
  EncoderLayerWorkload,
  GemmWorkload,
  Job,
  LayerNormWorkload,
  SmallOpWorkload,
  SoftmaxWorkload,
  Unsupported,
} from '@rondo/workloads';
import { TransformerModel } from '../models/transformer.ts';
import type { Tf, TfTensor } from './tf.ts';
import { TfInputs } from './tf-inputs.ts';
import { backwardJob, forwardJob } from './tf-job.ts';
import { layerNorm, tfOperations } from './tf-operations.ts';

export function gemmJob(tf: Tf, workload: GemmWorkload): Job {
  const inputs = new TfInputs(tf, workload);
  const { transposeA, transposeB } = workload;
  return forwardJob(tf, inputs, () => ({
    c: tf.matMul(inputs.get('a'), inputs.get('b'), transposeA, transposeB),
  }));
}

export function softmaxJob(tf: Tf, workload: SoftmaxWorkload): Job {
  const inputs = new TfInputs(tf, workload);
  return forwardJob(tf, inputs, () => ({ y: tf.softmax(inputs.get('x')) }));
}

/** Its loss takes labels as one-hot rows only. */
export function crossEntropyJob(tf: Tf, workload: CrossEntropyWorkload): Job {
  const inputs = new TfInputs(tf, workload);
  return backwardJob({ tf, inputs, workload, output: 'loss' }, (get) =>
    tf.losses.softmaxCrossEntropy(tf.oneHot(get('labels'), workload.columns), get('logits')),
  );
}

export function layerNormJob(tf: Tf, workload: LayerNormWorkload): Job {
  const inputs = new TfInputs(tf, workload);
  const forward = (get: (name: string) => TfTensor): TfTensor =>
    layerNorm(tf, get('x'), get('weight'), get('bias'));
  if (workload.backward) return backwardJob({ tf, inputs, workload, output: 'y' }, forward);
  return forwardJob(tf, inputs, () => ({ y: forward(inputs.get) }));
}

export function chainJob(tf: Tf, workload: ChainWorkload): Job {
  const inputs = new TfInputs(tf, workload);
  const { a, b, c } = workload;
  return forwardJob(tf, inputs, () => ({ y: inputs.get('x').mul(a).add(b).tanh().mul(c) }));
}

export const noScatterOnWasm: Unsupported = {
  unsupported: 'its wasm backend has no kernel for the gradient of an embedding',
};

export function embeddingJob(
  tf: Tf,
  workload: EmbeddingWorkload,
  backend: string,
): Job | Unsupported {
  if (workload.backward && backend === 'wasm') return noScatterOnWasm;
  const inputs = new TfInputs(tf, workload);
  const forward = (get: (name: string) => TfTensor): TfTensor =>
    tf.gather(get('weight'), get('ids'));
  if (workload.backward) return backwardJob({ tf, inputs, workload, output: undefined }, forward);
  return forwardJob(tf, inputs, () => ({ y: forward(inputs.get) }));
}

export function smallOpJob(tf: Tf, workload: SmallOpWorkload): Job {
  const inputs = new TfInputs(tf, workload);
  return forwardJob(tf, inputs, () => {
    let y = inputs.get('a');
    for (let i = 0; i < workload.operations; i += 1) y = y.add(inputs.get('b'));
    return { y };
  });
}

export function encoderLayerJob(tf: Tf, workload: EncoderLayerWorkload): Job {
  const inputs = new TfInputs(tf, workload);
  const ops = tfOperations(tf);
  const forward = (get: (name: string) => TfTensor): TfTensor =>
    new TransformerModel(ops, get, workload.heads).encoderLayer(get('x'), '');
  if (workload.backward) {
    return backwardJob({ tf, inputs, workload, output: 'output' }, forward);
  }
  return forwardJob(tf, inputs, () => ({ output: forward(inputs.get) }));
}
