import { float, integer, numbered } from '../tensor-spec.ts';
import type { CrossEntropyWorkload, LayerNormWorkload, SoftmaxWorkload } from '../workload.ts';

const logits = { rows: 2048, columns: 8000 };

const softmax: SoftmaxWorkload = {
  kind: 'softmax',
  name: 'softmax',
  tolerance: 1e-5,
  tensors: numbered([float('x', [logits.rows, logits.columns], { scale: 4 })]),
  ...logits,
};

const crossEntropy: CrossEntropyWorkload = {
  kind: 'cross_entropy',
  name: 'cross_entropy_fb',
  tolerance: 1e-5,
  tensors: numbered([
    float('logits', [logits.rows, logits.columns], { scale: 4, gradient: true }),
    integer('labels', [logits.rows], logits.columns),
  ]),
  ...logits,
};

function layerNorm(backward: boolean): LayerNormWorkload {
  const [rows, columns] = [2048, 512];
  const gradient = backward;
  return {
    kind: 'layer_norm',
    name: backward ? 'layer_norm_fb' : 'layer_norm',
    tolerance: 1e-4,
    tensors: numbered([
      float('x', [rows, columns], { gradient }),
      float('weight', [columns], { scale: 0.1, offset: 1, gradient }),
      float('bias', [columns], { scale: 0.1, gradient }),
      ...(backward ? [float('grad_output', [rows, columns])] : []),
    ]),
    rows,
    columns,
    backward,
  };
}

export const rowWorkloads: readonly (SoftmaxWorkload | CrossEntropyWorkload | LayerNormWorkload)[] =
  [softmax, crossEntropy, layerNorm(false), layerNorm(true)];
