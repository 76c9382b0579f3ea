import type { FusedAttributes, FusedKernel } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { checkIndex } from '../../reference/check-index.ts';
import { start } from '../../reference/iterate.ts';
import { kernelModule } from '../kernel-module.ts';
import { type CrossEntropyKernels, defineCrossEntropy } from './cross-entropy-functions.ts';
import { rowsOf } from './rows-of.ts';

/** Cross-entropy of rows of logits; probabilities exist only inside the gradient. */
export function createCrossEntropy(
  context: KernelContext,
): FusedKernel<FusedAttributes['crossEntropy']> {
  const { memory } = context;
  const kernels = kernelModule<CrossEntropyKernels>(context, defineCrossEntropy);
  return {
    forward: ([logits, targets], [losses, logSums], { ignoreIndex, labelSmoothing }) => {
      const { rows, size } = rowsOf(logits!);
      const bad = kernels().crossEntropy(
        rows,
        size,
        start(logits!),
        start(targets!),
        start(losses!),
        start(logSums!),
        ignoreIndex,
        labelSmoothing,
      );
      if (bad >= 0) checkIndex('crossEntropy', memory.i32[start(targets!) + bad]!, 1, size);
    },
    backward: ({ inputs, outputs }, [lossGradients], [logitGradients], attributes) => {
      if (!logitGradients) return;
      const [logits, targets] = inputs;
      const { rows, size } = rowsOf(logits!);
      kernels().crossEntropyGradient(
        rows,
        size,
        start(logits!),
        start(targets!),
        start(outputs[1]!),
        start(lossGradients!),
        start(logitGradients),
        attributes.ignoreIndex,
        attributes.labelSmoothing,
      );
    },
  };
}
