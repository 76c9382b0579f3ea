import type { FusedAttributes, FusedKernel } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { compileMatmul } from '../matmul/kernels.ts';
import { backward } from './backward.ts';
import { forward } from './forward.ts';
import { compileGru, type GruSequenceKernels } from './kernels.ts';

/**
 * The GRU over whole sequences: W_hh is packed once, each step is one product and one pass over the gates; backward, the gradients
 * of all steps make that of W_hh in one product. Sequences are independent of each other.
 */
export function createGruSequence(
  context: KernelContext,
): FusedKernel<FusedAttributes['gruSequence']> {
  const { memory } = context;
  let compiled: GruSequenceKernels | undefined;
  const kernels = (): GruSequenceKernels =>
    (compiled ??= { gru: compileGru(memory.memory), matmul: compileMatmul(memory.memory) });
  return {
    forward: (inputs, outputs, attributes) =>
      forward(memory, kernels(), inputs, outputs, attributes),
    backward: (saved, gradients, inputGradients, attributes) =>
      backward(memory, kernels(), saved, gradients, inputGradients, attributes),
  };
}
