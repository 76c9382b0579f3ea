import { Parameter } from '@rondo/autograd';
import { Adam } from '@rondo/optim';
import { keep } from '@rondo/tensor';
import type { Job } from '../job.ts';
import type { AdamWorkload } from '../workload.ts';
import { Inputs } from './input-tensors.ts';

export function adamJob(workload: AdamWorkload): Job {
  const { learningRate, beta1, beta2, epsilon: eps } = workload;
  const inputs = new Inputs(workload);
  const parameter = new Parameter(inputs.get('parameter').clone());
  const gradient = inputs.get('gradient');
  const optimizer = new Adam([parameter], { learningRate, betas: [beta1, beta2], eps });
  const run = (): void => {
    // The step clears the gradient: it gets a view of it.
    parameter.grad = keep(gradient.detach());
    optimizer.step();
  };
  return {
    run,
    async outputs() {
      run();
      return { parameter: Float32Array.from(await parameter.data()) };
    },
    dispose() {
      optimizer.dispose();
      parameter.dispose();
      inputs.dispose();
    },
  };
}
