import type { MatmulOptions, Operand } from '@rondo/tensor';
import type { CpuBuffer, LinearMemory } from '../linear-memory.ts';
import type { WasmKernels } from '../wasm-kernels.ts';
import { type Blas, plain, rowMajor, transposed } from './sgemm.ts';

/** Smaller products are done before a native call returns. */
const worthwhile = 20_000;

/** A matrix as BLAS takes it: rows or columns contiguous. */
interface Layout {
  readonly order: number;
  readonly lead: number;
}

/** How the matrices of an operand lie; undefined where neither rows nor columns are contiguous. */
function layoutOf({ shape, strides }: Operand): Layout | undefined {
  const [rows, columns] = shape.slice(-2) as [number, number];
  const [row, column] = strides.slice(-2) as [number, number];
  if ((column === 1 || columns === 1) && (rows === 1 || row >= columns)) {
    return { order: plain, lead: rows === 1 ? columns : row };
  }
  if ((row === 1 || rows === 1) && (columns === 1 || column >= rows)) {
    return { order: transposed, lead: columns === 1 ? rows : column };
  }
  return undefined;
}

/** Offsets of the matrices of an operand in elements, in row-major order of the batch. */
function offsets({ shape, strides, offset }: Operand): number[] {
  let all = [offset];
  for (let axis = 0; axis < shape.length - 2; axis++) {
    const steps = Array.from({ length: shape[axis]! }, (_, i) => i * strides[axis]!);
    all = all.flatMap((at) => steps.map((step) => at + step));
  }
  return all;
}

/** The matrix product by a native library, on the same memory; what it does not take, `kernels` does. */
export function blasMatmul(
  memory: LinearMemory,
  { sgemm, addressOf }: Blas,
  kernels: Pick<WasmKernels, 'copy' | 'unary' | 'matmul'>,
): NonNullable<WasmKernels['matmul']> {
  let base: number | undefined;
  // The memory is reserved once: it grows where it is.
  const addresses = (operand: Operand): number[] => {
    base ??= addressOf(new Uint8Array(memory.memory.buffer));
    const { pointer } = operand.buffer as CpuBuffer;
    return offsets(operand).map((at) => base! + pointer + 4 * at);
  };

  const multiply = (a: Operand, b: Operand, output: Operand, beta: 0 | 1): boolean => {
    const [left, right, target] = [layoutOf(a), layoutOf(b), layoutOf(output)];
    if (!left || !right || target?.order !== plain) return false;
    const [rows, columns] = output.shape.slice(-2) as [number, number];
    const depth = a.shape.at(-1)!;
    const [from, by, to] = [addresses(a), addresses(b), addresses(output)];
    for (const [i, c] of to.entries()) {
      sgemm(
        rowMajor,
        left.order,
        right.order,
        rows,
        columns,
        depth,
        1,
        from[i]!,
        left.lead,
        by[i]!,
        right.lead,
        beta,
        c,
        target.lead,
      );
    }
    return true;
  };

  return (a, b, output, options = {}) => {
    const { bias, accumulate = false, activation }: MatmulOptions = options;
    const [rows, columns] = output.shape.slice(-2) as [number, number];
    const work = rows * columns * a.shape.at(-1)!;
    const takes =
      output.dtype === 'float32' &&
      work >= worthwhile &&
      !(bias && accumulate) &&
      layoutOf(output)?.order === plain;
    if (!takes || !layoutOf(a) || !layoutOf(b)) return kernels.matmul!(a, b, output, options);
    if (bias && !kernels.copy!(repeated(bias, output), output)) return false;
    multiply(a, b, output, bias || accumulate ? 1 : 0);
    return !activation || kernels.unary!(activation, output, output);
  };
}

/** A row as all rows of an operand. */
function repeated(row: Operand, { shape }: Operand): Operand {
  const { buffer, dtype, offset } = row;
  const strides = shape.map((_, axis) => (axis === shape.length - 1 ? row.strides[0]! : 0));
  return { buffer, dtype, shape, strides, offset };
}
