import { NonLocalBlock2d, NonLocalBlock3d } from '@rondo/vision-nonlocal';
import type { Job } from '../job.ts';
import type { NonLocalWorkload } from '../workload.ts';
import { gradientJob } from './gradient-job.ts';
import { Inputs } from './input-tensors.ts';
import { tensorJob } from './tensor-job.ts';
import { withGradient } from './upstream.ts';

export function nonLocalJob(workload: NonLocalWorkload): Job {
  const { channels, innerChannels, subsample, positions } = workload;
  const inputs = new Inputs(workload);
  const Block = positions.length === 2 ? NonLocalBlock2d : NonLocalBlock3d;
  const block = new Block(channels, { innerChannels, subsample });
  const { x, grad_output: upstream, ...state } = inputs.state();
  block.loadStateDict(state, { strict: false });
  const owned = [inputs, block];
  if (!upstream) {
    block.eval();
    return tensorJob(owned, () => ({ output: block.forward(x!) }));
  }
  const lossOf = withGradient(upstream);
  const trained = inputs.parameters();
  const named = new Map(block.namedParameters());
  return gradientJob({
    owned,
    parameters: Object.fromEntries(
      Object.entries(trained).map(([name, input]) => [name, named.get(name) ?? input]),
    ),
    forward() {
      const output = block.forward(x!);
      return { loss: lossOf(output), output };
    },
  });
}
