import { scaledDotProductAttention, type Tensor } from '@rondo/tensor';
import type { Job } from '../job.ts';
import type { AttentionWorkload } from '../workload.ts';
import { gradientJob } from './gradient-job.ts';
import { Inputs } from './input-tensors.ts';
import { tensorJob } from './tensor-job.ts';
import { withGradient } from './upstream.ts';

export function attentionJob(workload: AttentionWorkload): Job {
  const inputs = new Inputs(workload);
  const [query, key, value] = [inputs.get('query'), inputs.get('key'), inputs.get('value')];
  const attended = (): Tensor => scaledDotProductAttention(query, key, value);
  if (!workload.backward) return tensorJob([inputs], () => ({ output: attended() }));

  const lossOf = withGradient(inputs.get('grad_output'));
  return gradientJob({
    owned: [inputs],
    parameters: inputs.parameters(),
    forward() {
      const output = attended();
      return { loss: lossOf(output), output };
    },
  });
}
