import { GRU, LSTM } from '@rondo/layers-recurrent';
import type { Job } from '../job.ts';
import type { RecurrentWorkload } from '../workload.ts';
import { gradientJob } from './gradient-job.ts';
import { Inputs } from './input-tensors.ts';
import { tensorJob } from './tensor-job.ts';
import { withGradient } from './upstream.ts';

export function recurrentJob(workload: RecurrentWorkload): Job {
  const { cell, inputSize, hiddenSize, bidirectional } = workload;
  const inputs = new Inputs(workload);
  const x = inputs.get('x');
  const Layer = cell === 'gru' ? GRU : LSTM;
  const layer = new Layer(inputSize, hiddenSize, { bidirectional });
  const { x: _x, grad_output: upstream, ...state } = inputs.state();
  layer.loadStateDict(state);
  const owned = [inputs, layer];
  if (!upstream) return tensorJob(owned, () => ({ output: layer.forward(x).output }));

  const lossOf = withGradient(upstream);
  const { x: input } = inputs.parameters();
  return gradientJob({
    owned,
    parameters: { x: input!, ...Object.fromEntries(layer.namedParameters()) },
    forward() {
      const { output } = layer.forward(x);
      return { loss: lossOf(output), output };
    },
  });
}
