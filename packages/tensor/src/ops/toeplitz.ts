import { applyView } from '../apply.ts';
import { RangeFault } from '../errors.ts';
import type { ViewOp } from '../op.ts';
import { scope } from '../scope.ts';
import { elementCount, formatShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { pad } from './slice.ts';

export const toeplitzOp: ViewOp<{ readonly rows: number }> = {
  name: 'toeplitz',
  view: (x, { rows }) => {
    const [lead, length, stride] = [x.shape.slice(0, -1), x.shape.at(-1)!, x.strides.at(-1)!];
    const shape = [...lead, rows, length - rows + 1];
    // An empty window must not start outside the storage.
    const from = elementCount(shape) === 0 ? 0 : (rows - 1) * stride;
    return {
      shape,
      strides: [...x.strides.slice(0, -1), -stride, stride],
      offset: x.offset + from,
    };
  },
  vjp: (_recorded, g) => [() => diagonalSums(g)],
};

/** Rows summed at once: few, so that no second copy of all of them is made. */
const blockRows = 64;

/** The sum of each diagonal of `[.., rows, columns]`, the one that begins at the bottom left first: `[.., rows + columns - 1]`. */
function diagonalSums(g: Tensor): Tensor {
  const rows = g.shape.at(-2)!;
  return scope(() => {
    let sum = sumsFrom(g, 0);
    for (let row = blockRows; row < rows; row += blockRows) {
      const before = sum;
      sum = scope(() => before.add(sumsFrom(g, row)));
    }
    return sum;
  });
}

/** What the rows of the block that begins at `row` add to the sums. */
function sumsFrom(g: Tensor, row: number): Tensor {
  const rows = g.shape.at(-2)!;
  const count = Math.min(blockRows, rows - row);
  return scope(() => pad(sumsOfBlock(g.narrow(-2, row, count)), [[rows - row - count, row]]));
}

function sumsOfBlock(g: Tensor): Tensor {
  const lead = g.shape.slice(0, -2);
  const [rows, columns] = g.shape.slice(-2) as [number, number];
  const length = rows + columns - 1;
  // Rows of one element more than they are read with move on by one, each behind the one before.
  return scope(() =>
    pad(g.flip(-2), [[0, rows]])
      .reshape([...lead, rows * (length + 1)])
      .narrow(-1, 0, rows * length)
      .reshape([...lead, rows, length])
      .sum(-2),
  );
}

/**
 * The matrix that has the elements of the last axis on its diagonals: x `[.., rows + columns - 1]` → `[.., rows, columns]`,
 * output[.., i, j] = x[.., rows - 1 - i + j]. A view, however many rows there are.
 * @throws RangeFault unless `rows` is a whole number from 1 to the length of the last axis.
 */
export function toeplitz(x: Tensor, rows: number): Tensor {
  const length = x.shape.at(-1) ?? 0;
  if (!Number.isInteger(rows) || rows < 1 || rows > length) {
    throw new RangeFault(
      `toeplitz: expected rows from 1 to ${length}, the length of the last axis of ${formatShape(x.shape)}, received ${rows}`,
      { rows, shape: x.shape },
    );
  }
  return applyView(toeplitzOp, x, { rows });
}
