import { embedding } from '@rondo/tensor';
import type { Job } from '../job.ts';
import type { EmbeddingWorkload } from '../workload.ts';
import { gradientJob } from './gradient-job.ts';
import { Inputs } from './input-tensors.ts';
import { tensorJob } from './tensor-job.ts';
import { withGradient } from './upstream.ts';

export function embeddingJob(workload: EmbeddingWorkload): Job {
  const inputs = new Inputs(workload);
  const [weight, ids] = [inputs.get('weight'), inputs.get('ids')];
  if (!workload.backward) return tensorJob([inputs], () => ({ y: embedding(ids, weight) }));

  const lossOf = withGradient(inputs.get('grad_output'));
  return gradientJob({
    owned: [inputs],
    parameters: inputs.parameters(),
    forward: () => ({ loss: lossOf(embedding(ids, weight)) }),
  });
}
