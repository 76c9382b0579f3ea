import type { FusedAttributes, FusedKernel } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { attentionBackward } from './backward.ts';
import { attentionForward } from './forward.ts';
import { withLimits } from './limits.ts';

export function attention(gpu: GpuContext): FusedKernel<FusedAttributes['attention']> {
  const forward: FusedKernel<FusedAttributes['attention']>['forward'] = (
    [query, key, value, mask, bias, keyLengths],
    [output, logTotal],
    attributes,
  ) => {
    withLimits(gpu, mask, bias, keyLengths, (limits) => {
      const operands = {
        query: query!,
        key: key!,
        value: value!,
        limits,
        output: output!,
        logTotal,
      };
      attentionForward(gpu, operands, attributes);
    });
  };
  return {
    forward,
    infer: forward,
    backward: ({ inputs, outputs }, [ofOutput], gradients, attributes) => {
      const [query, key, value, mask, bias, keyLengths] = inputs;
      const [output, logTotal] = outputs;
      const [dQuery, dKey, dValue, , dBias] = gradients;
      withLimits(gpu, mask, bias, keyLengths, (limits) => {
        const operands = {
          query: query!,
          key: key!,
          value: value!,
          limits,
          bias,
          output: output!,
          logTotal: logTotal!,
          ofOutput: ofOutput!,
          dQuery,
          dKey,
          dValue,
          dBias,
        };
        attentionBackward(gpu, operands, attributes);
      });
    },
  };
}
