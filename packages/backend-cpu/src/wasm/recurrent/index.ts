import type { FusedAttributes, FusedKernel, FusedKernels } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { backward } from './backward.ts';
import { forward } from './forward.ts';
import { type RecurrentKernels, recurrentKernels } from './kernels.ts';

/**
 * Recurrent families over whole sequences. Sequences are independent of each other: each thread takes some of them through all
 * steps in one call, with the recurrent weights packed once for all. Backward, the gradients of all steps make those of the
 * parameters afterwards, in one product and one sum.
 */
export function createRecurrent(
  context: KernelContext,
): Required<Pick<FusedKernels, 'rnnSequence' | 'gruSequence' | 'lstmSequence'>> {
  const { gru, lstm, rnnTanh, rnnRelu } = recurrentKernels(context);

  function kernel<Name extends 'rnnSequence' | 'gruSequence' | 'lstmSequence'>(
    kernelsOf: (attributes: FusedAttributes[Name]) => RecurrentKernels,
  ): FusedKernel<FusedAttributes[Name]> {
    const run: FusedKernel<FusedAttributes[Name]>['forward'] = (inputs, outputs, attributes) =>
      forward(context, kernelsOf(attributes), inputs, outputs, attributes.reverse);
    return {
      forward: run,
      infer: run,
      backward: (saved, gradients, inputGradients, attributes) =>
        backward(
          context,
          kernelsOf(attributes),
          saved,
          gradients,
          inputGradients,
          attributes.reverse,
        ),
    };
  }

  return {
    rnnSequence: kernel<'rnnSequence'>(({ nonlinearity }) =>
      nonlinearity === 'relu' ? rnnRelu : rnnTanh,
    ),
    gruSequence: kernel<'gruSequence'>(() => gru),
    lstmSequence: kernel<'lstmSequence'>(() => lstm),
  };
}
