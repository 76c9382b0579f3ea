import type { FusedAttributes, FusedKernel } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { checkIndex } from '../../reference/check-index.ts';
import { start } from '../../reference/iterate.ts';
import { kernelModule } from '../kernel-module.ts';
import { runRanges } from '../run-ranges.ts';
import { withFlag } from '../with-flag.ts';
import { type CrossEntropyKernels, defineCrossEntropy } from './cross-entropy-functions.ts';
import { rowsOf } from './rows-of.ts';

/** Nanoseconds for each logit. */
const cost = 1;

/** Cross-entropy of rows of logits; probabilities exist only inside the gradient. */
export function createCrossEntropy(
  context: KernelContext,
): FusedKernel<FusedAttributes['crossEntropy']> {
  const { memory, team } = context;
  const kernels = kernelModule<CrossEntropyKernels>(context, defineCrossEntropy);
  return {
    forward: ([logits, targets], [losses, logSums], { ignoreIndex, labelSmoothing }) => {
      const { rows, size } = rowsOf(logits!);
      const at = [logits!, targets!, losses!, logSums!].map(start) as Four;
      const isBad = withFlag(memory, (bad) =>
        runRanges(team, kernels, 'crossEntropy', rows, { cost: cost * size }, (begin, end) => [
          end - begin,
          size,
          at[0] + begin * size,
          at[1] + begin,
          at[2] + begin,
          at[3] + begin,
          ignoreIndex,
          labelSmoothing,
          bad,
        ]),
      );
      if (!isBad) return;
      for (const target of memory.i32.subarray(at[1], at[1] + rows)) {
        if (target !== ignoreIndex) checkIndex('crossEntropy', target, 1, size);
      }
    },
    backward: ({ inputs, outputs }, [lossGradients], [logitGradients], attributes) => {
      if (!logitGradients) return;
      const [logits, targets] = inputs;
      const { rows, size } = rowsOf(logits!);
      const at = [logits!, targets!, outputs[1]!, lossGradients!].map(start) as Four;
      const to = start(logitGradients);
      const options = { cost: cost * size };
      runRanges(team, kernels, 'crossEntropyGradient', rows, options, (begin, end) => [
        end - begin,
        size,
        at[0] + begin * size,
        at[1] + begin,
        at[2] + begin,
        at[3] + begin,
        to + begin * size,
        attributes.ignoreIndex,
        attributes.labelSmoothing,
      ]);
    },
  };
}

type Four = [number, number, number, number];
