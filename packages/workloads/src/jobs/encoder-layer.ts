import { TransformerEncoderLayer } from '@rondo/layers-attention';
import type { Job } from '../job.ts';
import type { EncoderLayerWorkload } from '../workload.ts';
import { gradientJob } from './gradient-job.ts';
import { Inputs } from './input-tensors.ts';
import { tensorJob } from './tensor-job.ts';
import { withGradient } from './upstream.ts';

export function encoderLayerJob(workload: EncoderLayerWorkload): Job {
  const { dModel, heads, feedForward } = workload;
  const inputs = new Inputs(workload);
  const layer = new TransformerEncoderLayer(dModel, heads, { feedForward, dropout: 0 });
  const { x, grad_output: upstream, ...state } = inputs.state();
  layer.loadStateDict(state);
  const owned = [inputs, layer];
  if (!upstream) return tensorJob(owned, () => ({ output: layer.forward(x!) }));

  const lossOf = withGradient(upstream);
  const { x: input } = inputs.parameters();
  return gradientJob({
    owned,
    parameters: { x: input!, ...Object.fromEntries(layer.namedParameters()) },
    forward() {
      const output = layer.forward(x!);
      return { loss: lossOf(output), output };
    },
  });
}
