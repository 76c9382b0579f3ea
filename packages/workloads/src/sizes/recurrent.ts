import { float, numbered, type Unnumbered } from '../tensor-spec.ts';
import type { RecurrentWorkload } from '../workload.ts';

interface RecurrentShape {
  readonly cell: 'gru' | 'lstm';
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly bidirectional: boolean;
}

/** PyTorch's parameters of one layer in its order: uniform in ±1/√H. */
export function recurrentParameters(
  { cell, inputSize, hiddenSize, bidirectional }: RecurrentShape,
  gradient: boolean,
): Unnumbered[] {
  const gates = (cell === 'gru' ? 3 : 4) * hiddenSize;
  const options = { scale: 1 / Math.sqrt(hiddenSize), gradient };
  return (bidirectional ? ['', '_reverse'] : ['']).flatMap((direction) => [
    float(`weight_ih_l0${direction}`, [gates, inputSize], options),
    float(`weight_hh_l0${direction}`, [gates, hiddenSize], options),
    float(`bias_ih_l0${direction}`, [gates], options),
    float(`bias_hh_l0${direction}`, [gates], options),
  ]);
}

function recurrent(
  cell: 'gru' | 'lstm',
  bidirectional: boolean,
  backward: boolean,
): RecurrentWorkload {
  const [batch, length, inputSize, hiddenSize] = [64, 32, 256, 256];
  const shape = { cell, inputSize, hiddenSize, bidirectional };
  const width = hiddenSize * (bidirectional ? 2 : 1);
  const upstream = backward ? [float('grad_output', [batch, length, width])] : [];
  return {
    kind: 'recurrent',
    name: `${bidirectional ? 'bi' : ''}${cell}_${backward ? 'fb' : 'fwd'}`,
    tolerance: 1e-4,
    tensors: numbered([
      float('x', [batch, length, inputSize], { gradient: backward }),
      ...recurrentParameters(shape, backward),
      ...upstream,
    ]),
    backward,
    batch,
    length,
    ...shape,
  };
}

export const recurrents: readonly RecurrentWorkload[] = [
  recurrent('gru', false, false),
  recurrent('gru', false, true),
  recurrent('lstm', false, false),
  recurrent('lstm', false, true),
  recurrent('gru', true, false),
  recurrent('gru', true, true),
];
