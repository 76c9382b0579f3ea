import type { FusedAttributes, FusedKernel } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { gruCell, lstmCell, rnnCell, type Cell } from './cell.ts';
import { runBackward } from './run-backward.ts';
import { runForward } from './run-forward.ts';

type Kernel<Name extends 'rnnSequence' | 'gruSequence' | 'lstmSequence'> = FusedKernel<
  FusedAttributes[Name]
>;

/** Results are the outputs and the last state, with the memory where there is one; then what is kept. */
function sequence<Attributes extends { readonly reverse: boolean }>(
  gpu: GpuContext,
  cellOf: (attributes: Attributes) => Cell,
): FusedKernel<Attributes> {
  const forward: FusedKernel<Attributes>['forward'] = (inputs, outputs, attributes) => {
    const cell = cellOf(attributes);
    const [gates, weightHh, biasHh, h0, lengths, c0] = inputs;
    const [output, hidden] = outputs;
    const states = cell.hasMemory ? 3 : 2;
    runForward(
      gpu,
      cell,
      {
        gates: gates!,
        weightHh: weightHh!,
        biasHh,
        h0: h0!,
        lengths,
        c0,
        output: output!,
        hidden: hidden!,
        cell: cell.hasMemory ? outputs[2] : undefined,
        kept: outputs[states],
      },
      attributes.reverse,
    );
  };
  return {
    forward,
    infer: forward,
    backward: ({ inputs, outputs }, gradients, inputGradients, attributes) => {
      const cell = cellOf(attributes);
      const [, weightHh, , h0, lengths, c0] = inputs;
      const [ofOutput, ofHidden] = gradients;
      const [dGates, dWeightHh, dBiasHh, dH0, , dC0] = inputGradients;
      runBackward(
        gpu,
        cell,
        {
          weightHh: weightHh!,
          h0: h0!,
          lengths,
          c0,
          output: outputs[0]!,
          kept: outputs[cell.hasMemory ? 3 : 2],
          ofOutput,
          ofHidden,
          ofCell: cell.hasMemory ? gradients[2] : undefined,
          dGates,
          dWeightHh,
          dBiasHh,
          dH0,
          dC0,
        },
        attributes.reverse,
      );
    },
  };
}

export function rnnSequence(gpu: GpuContext): Kernel<'rnnSequence'> {
  return sequence(gpu, ({ nonlinearity }) => rnnCell(nonlinearity));
}

export function gruSequence(gpu: GpuContext): Kernel<'gruSequence'> {
  return sequence(gpu, () => gruCell);
}

export function lstmSequence(gpu: GpuContext): Kernel<'lstmSequence'> {
  return sequence(gpu, () => lstmCell);
}
