import type { Operand } from '@rondo/tensor';
import type { CpuBuffer } from '../../linear-memory.ts';
import type { Product } from './product.ts';

function address({ buffer, offset }: Operand): number {
  return (buffer as CpuBuffer).pointer + 4 * offset;
}

/** Bytes from row to row and from column to column; along an axis of size 1 nothing moves, so that any number serves. */
function matrixStrides({ shape, strides }: Operand): readonly [row: number, column: number] {
  const stride = (axis: -2 | -1) => (shape.at(axis) === 1 ? 4 : 4 * strides.at(axis)!);
  return [stride(-2), stride(-1)];
}

/** The product of the first matrices of a batch. */
export function firstProduct(a: Operand, b: Operand, output: Operand, accumulate: boolean): Product {
  const [aRow, aColumn] = matrixStrides(a);
  const [bRow, bColumn] = matrixStrides(b);
  const [cRow, cColumn] = matrixStrides(output);
  const [rows, columns] = output.shape.slice(-2) as [number, number];
  const c = address(output);
  return {
    rows,
    columns,
    depth: a.shape.at(-1)!,
    ...{ a: address(a), aRow, aColumn },
    ...{ b: address(b), bRow, bColumn },
    ...{ initial: accumulate ? c : 0, initialRow: cRow, initialColumn: cColumn },
    ...{ c, cRow, cColumn },
  };
}

/** Adds the bias to C, as the product of a column of ones (`one` is the address of a 1) and the bias. */
export function biasProduct(product: Product, bias: Operand, one: number): Product {
  const bColumn = bias.shape[0] === 1 ? 4 : 4 * bias.strides[0]!;
  return {
    ...product,
    depth: 1,
    ...{ a: one, aRow: 0, aColumn: 4 },
    ...{ b: address(bias), bRow: 4, bColumn },
    ...{ initial: product.c, initialRow: product.cRow, initialColumn: product.cColumn },
  };
}

/** The product with a bias as its first summand, where that is possible. */
export function withBias(product: Product, bias: Operand): Product | undefined {
  if (product.initial !== 0 || (bias.strides[0] !== 1 && bias.shape[0] !== 1)) return undefined;
  const initialRow = product.rows === 1 ? 4 : 0;
  return { ...product, initial: address(bias), initialRow, initialColumn: 4 };
}

/** The axes of a batch, and how far each matrix moves along them, in elements. */
export interface BatchAxes {
  readonly sizes: readonly number[];
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly c: readonly number[];
}

export function batchAxes(a: Operand, b: Operand, output: Operand): BatchAxes {
  return {
    sizes: output.shape.slice(0, -2),
    a: a.strides.slice(0, -2),
    b: b.strides.slice(0, -2),
    c: output.strides.slice(0, -2),
  };
}

/** The axes of a batch that only C moves along. */
export function outputAxes(axes: BatchAxes): BatchAxes {
  const still = axes.sizes.map(() => 0);
  return { ...axes, a: still, b: still };
}

/** The products of a batch, in row-major order of its axes. */
export function* batch(first: Product, { sizes, a, b, c }: BatchAxes): Generator<Product, void> {
  const index = sizes.map(() => 0);
  const at = { a: first.a, b: first.b, c: first.c };
  const move = (axis: number, steps: number): void => {
    at.a += 4 * steps * a[axis]!;
    at.b += 4 * steps * b[axis]!;
    at.c += 4 * steps * c[axis]!;
  };
  for (;;) {
    yield { ...first, ...at, initial: first.initial === first.c ? at.c : first.initial };
    let axis = sizes.length - 1;
    for (; axis >= 0; axis--) {
      move(axis, 1);
      index[axis]!++;
      if (index[axis]! < sizes[axis]!) break;
      move(axis, -sizes[axis]!);
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}
