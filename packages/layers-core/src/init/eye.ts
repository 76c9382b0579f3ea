import { tensor, type Tensor } from '@rondo/tensor';
import { fill, type Target } from './fill.ts';
import { matrixOf } from './matrix.ts';

/**
 * 1 on the diagonal of a matrix `[n, m]`, 0 elsewhere: as many inputs as possible pass unchanged.
 * @throws ShapeError unless there are two axes.
 */
export function eye(target: Target): Tensor {
  return fill(target, (shape, where) => {
    const [rows, columns] = matrixOf('eye', shape);
    const data = new Float32Array(rows * columns);
    for (let i = 0; i < Math.min(rows, columns); i++) data[i * (columns + 1)] = 1;
    return tensor(data, { shape, ...where });
  });
}
