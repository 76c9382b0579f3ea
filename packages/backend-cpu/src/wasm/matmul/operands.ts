import type { MatmulOptions, Operand } from '@rondo/tensor';
import type { CpuBuffer } from '../../linear-memory.ts';
import type { Matrix, Product } from './product.ts';

function address({ buffer, offset }: Operand): number {
  return (buffer as CpuBuffer).pointer + 4 * offset;
}

/** The matrices of an operand. Along an axis of size 1 nothing moves, so that any stride serves. */
function matrix(operand: Operand): Matrix {
  const { shape, strides } = operand;
  const last = shape.length - 1;
  const stride = (axis: number): number => (shape[axis] === 1 ? 4 : 4 * strides[axis]!);
  const batch: number[] = [];
  for (let axis = 0; axis < last - 1; axis++) batch.push(4 * strides[axis]!);
  return { pointer: address(operand), row: stride(last - 1), column: stride(last), batch };
}

/** The product that the operands mean, without the bias. */
export function productOf(
  a: Operand,
  b: Operand,
  output: Operand,
  { accumulate = false, activation }: MatmulOptions,
): Product {
  const { shape } = output;
  const rank = shape.length;
  const c = matrix(output);
  return {
    rows: shape[rank - 2]!,
    columns: shape[rank - 1]!,
    depth: a.shape[rank - 1]!,
    batch: shape.slice(0, -2),
    a: matrix(a),
    b: matrix(b),
    initial: accumulate ? c : undefined,
    c,
    floor: activation === 'relu' ? 0 : -Infinity,
  };
}

/** The product with a bias as its first summand, where that is possible. */
export function withBias(product: Product, bias: Operand): Product | undefined {
  if (product.initial || (bias.strides[0] !== 1 && bias.shape[0] !== 1)) return undefined;
  const batch = product.batch.map(() => 0);
  const row = product.rows === 1 ? 4 : 0;
  return { ...product, initial: { pointer: address(bias), row, column: 4, batch } };
}

/** Adds the bias to C, as the product of a column of ones (`one` is the address of a 1) and the bias. */
export function biasProduct(product: Product, bias: Operand, one: number): Product {
  const column = bias.shape[0] === 1 ? 4 : 4 * bias.strides[0]!;
  const batch = product.batch.map(() => 0);
  return {
    ...product,
    depth: 1,
    a: { pointer: one, row: 0, column: 4, batch },
    b: { pointer: address(bias), row: 4, column, batch },
    initial: product.c,
  };
}
