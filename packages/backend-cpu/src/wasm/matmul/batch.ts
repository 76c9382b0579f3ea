import type { Operand } from '@rondo/tensor';
import type { CpuBuffer } from '../../linear-memory.ts';
import type { Matrix, Product } from './product.ts';

function address({ buffer, offset }: Operand): number {
  return (buffer as CpuBuffer).pointer + 4 * offset;
}

/** The first matrix of a batch. Along an axis of size 1 nothing moves, so that any stride serves. */
function matrix(operand: Operand): Matrix {
  const { shape, strides } = operand;
  const stride = (axis: -2 | -1) => (shape.at(axis) === 1 ? 4 : 4 * strides.at(axis)!);
  return { pointer: address(operand), row: stride(-2), column: stride(-1) };
}

/** The product of the first matrices of a batch. */
export function firstProduct(
  a: Operand,
  b: Operand,
  output: Operand,
  accumulate: boolean,
): Product {
  const c = matrix(output);
  return {
    rows: output.shape.at(-2)!,
    columns: output.shape.at(-1)!,
    depth: a.shape.at(-1)!,
    a: matrix(a),
    b: matrix(b),
    initial: accumulate ? c : undefined,
    c,
  };
}

/** Adds the bias to C, as the product of a column of ones (`one` is the address of a 1) and the bias. */
export function biasProduct(product: Product, bias: Operand, one: number): Product {
  const column = bias.shape[0] === 1 ? 4 : 4 * bias.strides[0]!;
  return {
    ...product,
    depth: 1,
    a: { pointer: one, row: 0, column: 4 },
    b: { pointer: address(bias), row: 4, column },
    initial: product.c,
  };
}

/** The product with a bias as its first summand, where that is possible. */
export function withBias(product: Product, bias: Operand): Product | undefined {
  if (product.initial || (bias.strides[0] !== 1 && bias.shape[0] !== 1)) return undefined;
  const row = product.rows === 1 ? 4 : 0;
  return { ...product, initial: { pointer: address(bias), row, column: 4 } };
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

function moved(from: Matrix, elements: number): Matrix {
  return { ...from, pointer: from.pointer + 4 * elements };
}

/** The products of a batch, in row-major order of its axes. */
export function* batch(first: Product, axes: BatchAxes): Generator<Product, void> {
  const { sizes } = axes;
  const index = sizes.map(() => 0);
  const at = { a: 0, b: 0, c: 0 };
  const move = (axis: number, steps: number): void => {
    at.a += steps * axes.a[axis]!;
    at.b += steps * axes.b[axis]!;
    at.c += steps * axes.c[axis]!;
  };
  for (;;) {
    const c = moved(first.c, at.c);
    const initial = first.initial === first.c ? c : first.initial;
    yield { ...first, a: moved(first.a, at.a), b: moved(first.b, at.b), initial, c };
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
