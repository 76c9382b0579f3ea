import { crossEntropy, layerNorm, softmax, type Tensor } from '@rondo/tensor';
import type { Job } from '../job.ts';
import type { CrossEntropyWorkload, LayerNormWorkload, SoftmaxWorkload } from '../workload.ts';
import { gradientJob } from './gradient-job.ts';
import { Inputs } from './input-tensors.ts';
import { tensorJob } from './tensor-job.ts';
import { withGradient } from './upstream.ts';

export function softmaxJob(workload: SoftmaxWorkload): Job {
  const inputs = new Inputs(workload);
  return tensorJob([inputs], () => ({ y: softmax(inputs.get('x')) }));
}

export function crossEntropyJob(workload: CrossEntropyWorkload): Job {
  const inputs = new Inputs(workload);
  return gradientJob({
    owned: [inputs],
    parameters: inputs.parameters(),
    forward: () => ({ loss: crossEntropy(inputs.get('logits'), inputs.get('labels')) }),
    showLoss: true,
  });
}

export function layerNormJob(workload: LayerNormWorkload): Job {
  const inputs = new Inputs(workload);
  const [x, weight, bias] = [inputs.get('x'), inputs.get('weight'), inputs.get('bias')];
  const normed = (): Tensor => layerNorm(x, [workload.columns], { weight, bias });
  if (!workload.backward) return tensorJob([inputs], () => ({ y: normed() }));

  const lossOf = withGradient(inputs.get('grad_output'));
  return gradientJob({
    owned: [inputs],
    parameters: inputs.parameters(),
    forward() {
      const y = normed();
      return { loss: lossOf(y), y };
    },
  });
}
