import { Parameter } from '@rondo/autograd';
import { arange, randn, scope } from '@rondo/tensor';

/** Rows from N(0, 1/D), so that their lengths are about 1; the last one, which stands for padding, is 0. */
export function smallRows(rows: number, dimensions: number): Parameter {
  const numbers = scope(() => {
    const drawn = randn([rows, dimensions]).div(Math.sqrt(dimensions));
    return arange(0, rows)
      .less(rows - 1)
      .unsqueeze(1)
      .where(drawn, 0);
  });
  return new Parameter(numbers);
}
