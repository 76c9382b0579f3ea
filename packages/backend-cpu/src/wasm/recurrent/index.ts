import type { FusedAttributes, FusedKernel, FusedKernels } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { backward } from './backward.ts';
import type { Cell } from './cell.ts';
import { forward } from './forward.ts';
import { cells, recurrentKernels } from './kernels.ts';

/**
 * Recurrent families over whole sequences. Sequences are independent of each other: each thread takes some of them through all
 * steps in one call, with the recurrent weights packed once for all. Backward, the gradients of all steps make those of the
 * parameters afterwards, in one product and one sum.
 */
export function createRecurrent(
  context: KernelContext,
): Required<Pick<FusedKernels, 'rnnSequence' | 'gruSequence' | 'lstmSequence'>> {
  const kernels = recurrentKernels(context);

  function kernel<Name extends 'rnnSequence' | 'gruSequence' | 'lstmSequence'>(
    cellOf: (attributes: FusedAttributes[Name]) => Cell,
  ): FusedKernel<FusedAttributes[Name]> {
    const run: FusedKernel<FusedAttributes[Name]>['forward'] = (inputs, outputs, attributes) =>
      forward(context, kernels, cellOf(attributes), inputs, outputs, attributes.reverse);
    return {
      forward: run,
      infer: run,
      backward: (saved, gradients, inputGradients, attributes) =>
        backward(
          context,
          kernels,
          cellOf(attributes),
          saved,
          gradients,
          inputGradients,
          attributes.reverse,
        ),
    };
  }

  return {
    rnnSequence: kernel<'rnnSequence'>(({ nonlinearity }) =>
      nonlinearity === 'relu' ? cells.rnnRelu : cells.rnnTanh,
    ),
    gruSequence: kernel<'gruSequence'>(() => cells.gru),
    lstmSequence: kernel<'lstmSequence'>(() => cells.lstm),
  };
}
