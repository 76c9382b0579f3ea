import type { Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { viewOf } from '../../layout/axes.ts';
import { scatterByColumns } from './by-columns.ts';
import { scatterByRows } from './by-rows.ts';

/** From so many indices on they are sorted first; a few are gone through faster. */
const many = 64;

/** The most indices that are sorted together: the work grows faster than their number. */
const most = 8192;

/** output[.., indices[.., j, ..], ..] += source[.., j, ..], in the order of j, so that two runs give the same bits. */
export function scatterAdd(
  gpu: GpuContext,
  source: Operand,
  axis: number,
  indices: Operand,
  output: Operand,
): void {
  const length = source.shape[axis]!;
  const areSlices = indices.strides.every(
    (step, other) => other === axis || step === 0 || indices.shape[other] === 1,
  );
  if (!areSlices || length < many) {
    scatterByColumns(gpu, source, axis, indices, output);
    return;
  }
  for (let first = 0; first < length; first += most) {
    const count = Math.min(most, length - first);
    const [ofSource, ofIndices] = [source, indices].map((own) => part(own, axis, first, count));
    scatterByRows(gpu, ofSource!, axis, ofIndices!, output);
  }
}

/** The elements from `first` on along an axis. */
function part(operand: Operand, axis: number, first: number, count: number): Operand {
  const { shape, strides, offset } = operand;
  const view = viewOf(operand, shape.with(axis, count), strides);
  return { ...view, offset: offset + first * strides[axis]! };
}
