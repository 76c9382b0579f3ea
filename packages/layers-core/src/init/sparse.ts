import { RangeFault, randn, tensor, type Tensor } from '@rondo/tensor';
import { fill, type Target } from './fill.ts';
import { matrixOf } from './matrix.ts';
import { withUniforms } from './uniforms.ts';

/**
 * A matrix `[n, m]` of N(0, deviation²) with ⌈sparsity · n⌉ zeros in each column, at random places.
 *
 * Source: Martens 2010.
 * @throws ShapeError unless there are two axes; RangeFault unless 0 ≤ sparsity ≤ 1.
 */
export function sparse(target: Target, sparsity: number, deviation = 0.01): Tensor {
  if (!(sparsity >= 0 && sparsity <= 1)) {
    throw new RangeFault(`sparse: expected sparsity from 0 to 1, received ${sparsity}`, {
      sparsity,
    });
  }
  return fill(target, (shape, where) => {
    const [rows, columns] = matrixOf('sparse', shape);
    const zeroCount = Math.ceil(sparsity * rows);
    const kept = new Float32Array(rows * columns).fill(1);
    withUniforms((next) => {
      for (let column = 0; column < columns; column++) {
        const order = Array.from({ length: rows }, (_, row) => row);
        for (let i = 0; i < zeroCount; i++) {
          // The first i rows are chosen; the next comes from the others.
          const j = i + Math.floor(next() * (rows - i));
          [order[i], order[j]] = [order[j]!, order[i]!];
          kept[order[i]! * columns + column] = 0;
        }
      }
    });
    return randn(shape, where)
      .mul(deviation)
      .mul(tensor(kept, { shape, ...where }));
  });
}
