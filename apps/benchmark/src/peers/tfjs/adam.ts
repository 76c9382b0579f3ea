import type { AdamWorkload, Job } from '@rondo/workloads';
import type { Tf, TfVariable } from './tf.ts';
import { TfInputs } from './tf-inputs.ts';
import { floats } from './tf-job.ts';

export function adamJob(tf: Tf, workload: AdamWorkload): Job {
  const { learningRate, beta1, beta2, epsilon } = workload;
  const inputs = new TfInputs(tf, workload);
  const gradients = { parameter: inputs.get('gradient') };
  const start = (): { parameter: TfVariable; step: () => void } => {
    // The optimizer looks its variables up by name.
    tf.disposeVariables();
    const parameter = tf.variable(inputs.get('parameter'), true, 'parameter');
    const optimizer = tf.train.adam(learningRate, beta1, beta2, epsilon);
    return { parameter, step: () => tf.tidy(() => optimizer.applyGradients(gradients)) };
  };
  start().step();
  const { parameter, step } = start();
  return {
    run: step,
    async outputs() {
      step();
      return { parameter: await floats(parameter) };
    },
    dispose() {
      tf.disposeVariables();
      inputs.dispose();
    },
  };
}
