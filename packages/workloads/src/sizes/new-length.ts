import { float, numbered } from '../tensor-spec.ts';
import type { NewLengthWorkload } from '../workload.ts';
import { recurrentParameters } from './recurrent.ts';

const [batch, inputSize, hiddenSize] = [16, 128, 128];
const lengths = Array.from({ length: 12 }, (_, i) => 21 + i);

/** What a sequence length costs that was never seen before: compilation, caches, buffers. */
export const newLength: NewLengthWorkload = {
  kind: 'new_length',
  name: 'new_length',
  tolerance: 1e-4,
  tensors: numbered([
    float('x', [batch, Math.max(...lengths), inputSize]),
    ...recurrentParameters({ cell: 'gru', inputSize, hiddenSize, bidirectional: false }, false),
  ]),
  batch,
  inputSize,
  hiddenSize,
  lengths,
};
