import { formatShape, ShapeError, type Shape } from '@rondo/tensor';

/** @throws ShapeError unless the shape is that of a matrix. */
export function matrixOf(where: string, shape: Shape): readonly [rows: number, columns: number] {
  const [rows, columns] = shape;
  if (shape.length === 2) return [rows!, columns!];
  throw new ShapeError(`${where}: expected a matrix [n, m], received ${formatShape(shape)}`, {
    shape,
  });
}
