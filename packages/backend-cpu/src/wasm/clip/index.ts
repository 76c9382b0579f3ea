import { elementCount, isRowMajor, type Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { clipFactor } from '../../reference/index.ts';
import { start } from '../../reference/iterate.ts';
import { kernelModule } from '../kernel-module.ts';
import { runRanges } from '../run-ranges.ts';
import { type ClipKernels, defineClip } from './kernels.ts';

/** Elements of a piece: what threads share, and whose squares are summed apart whatever the number of threads. */
const pieceSize = 2 ** 14;
/** Nanoseconds for each element. */
const cost = 0.2;

/** The norm of many row-major operands together, and their scaling to a norm; both in one pass. */
export function createClipNorm(
  context: KernelContext,
): (operands: readonly Operand[], maxNorm: number, norm: Operand) => boolean {
  const { memory, team } = context;
  const kernels = kernelModule<ClipKernels>(context, defineClip);
  return (operands, maxNorm, norm) => {
    if (!operands.every(({ shape, strides }) => isRowMajor(shape, strides))) return false;
    const pieces = piecesOf(operands);
    const count = pieces.length / 2;
    // The sums, float64, then the pieces.
    const bytes = memory.scratch(16 * count);
    const table = (bytes >>> 2) + 2 * count;
    memory.i32.set(pieces, table);
    const options = { cost: cost * Math.min(pieceSize, elementsOf(pieces) / count) };
    runRanges(team, kernels, 'squares', count, options, (begin, end) => [
      end - begin,
      table + 2 * begin,
      (bytes >>> 2) + 2 * begin,
    ]);
    const squares = new Float64Array(memory.memory.buffer, bytes, count);
    const to = start(norm);
    memory.f32[to] = Math.sqrt(squares.reduce((sum, own) => sum + own, 0));
    const factor = clipFactor(memory.f32[to], maxNorm);
    if (factor === 1) return true;
    runRanges(team, kernels, 'scale', count, options, (begin, end) => [
      end - begin,
      table + 2 * begin,
      factor,
    ]);
    return true;
  };
}

/** Position and size of each piece. */
function piecesOf(operands: readonly Operand[]): number[] {
  const pieces: number[] = [];
  for (const operand of operands) {
    const count = elementCount(operand.shape);
    const first = start(operand);
    for (let i = 0; i < count; i += pieceSize) {
      pieces.push(first + i, Math.min(pieceSize, count - i));
    }
  }
  return pieces;
}

function elementsOf(pieces: readonly number[]): number {
  let elements = 0;
  for (let i = 1; i < pieces.length; i += 2) elements += pieces[i]!;
  return elements;
}
