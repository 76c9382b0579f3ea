import type { Job } from '../job.ts';
import type { ChainWorkload, SmallOpWorkload } from '../workload.ts';
import { Inputs } from './input-tensors.ts';
import { tensorJob } from './tensor-job.ts';

export function chainJob(workload: ChainWorkload): Job {
  const { a, b, c } = workload;
  const inputs = new Inputs(workload);
  const x = inputs.get('x');
  return tensorJob([inputs], () => ({ y: x.mul(a).add(b).tanh().mul(c) }));
}

export function smallOpJob(workload: SmallOpWorkload): Job {
  const inputs = new Inputs(workload);
  const [a, b] = [inputs.get('a'), inputs.get('b')];
  return tensorJob([inputs], () => {
    let y = a;
    for (let i = 0; i < workload.operations; i += 1) y = y.add(b);
    return { y };
  });
}
