import { matmul } from '@rondo/tensor';
import type { Job } from '../job.ts';
import type { GemmWorkload } from '../workload.ts';
import { Inputs } from './input-tensors.ts';
import { tensorJob } from './tensor-job.ts';

export function gemmJob(workload: GemmWorkload): Job {
  const inputs = new Inputs(workload);
  const [a, b] = [inputs.get('a'), inputs.get('b')];
  const left = workload.transposeA ? a.transpose(0, 1) : a;
  const right = workload.transposeB ? b.transpose(0, 1) : b;
  return tensorJob([inputs, left, right], () => ({ c: matmul(left, right) }));
}
