import { elementCount, type Operand, rowMajorStrides } from '@rondo/tensor';
import type { CpuBuffer, LinearMemory } from '../../linear-memory.ts';

export type Copy = (input: Operand, output: Operand) => boolean;

/** Below this many elements a copy costs more than it saves. */
const worthCopying = 256;

/**
 * Runs `body` with inputs whose innermost elements are neighbours or all the same: those that are not, such as transposed ones, are
 * copied first, which is done in tiles.
 */
export function withGathered(
  memory: LinearMemory,
  copy: Copy,
  inputs: readonly Operand[],
  body: (inputs: readonly Operand[]) => void,
): void {
  if (!inputs.some(isScattered)) {
    body(inputs);
    return;
  }
  const copies: CpuBuffer[] = [];
  try {
    const gathered = inputs.map((input) => {
      if (!isScattered(input)) return input;
      const { shape, dtype } = input;
      const buffer = memory.allocate(4 * elementCount(shape));
      copies.push(buffer);
      const target = { buffer, dtype, shape, strides: rowMajorStrides(shape), offset: 0 };
      copy(input, target);
      return target;
    });
    body(gathered);
  } finally {
    for (const buffer of copies) memory.free(buffer);
  }
}

function isScattered({ shape, strides }: Operand): boolean {
  let axis = shape.length - 1;
  while (axis >= 0 && shape[axis] === 1) axis--;
  const step = strides[axis] ?? 1;
  return step !== 0 && step !== 1 && elementCount(shape) >= worthCopying;
}
