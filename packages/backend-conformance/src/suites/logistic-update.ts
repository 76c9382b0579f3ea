import {
  logisticUpdate,
  tensor,
  type LogisticOperands,
  type LogisticUpdateOptions,
  type RowCombination,
  type Tensor,
} from '@rondo/tensor';
import { describe, it } from 'vitest';
import { resultsOf } from '../context.ts';
import { expectClose } from '../expect-close.ts';
import { layoutNames, place, type LayoutName } from '../layouts.ts';
import { noise, type Values } from '../values.ts';

interface Case {
  readonly name: string;
  /** Rows of the two tables, their size, examples, rows of an example on both sides. */
  readonly sizes: readonly [V: number, W: number, D: number, n: number, I: number, K: number];
  /** The smallest index: how many are negative and name no row. */
  readonly lowest?: number;
  readonly sharedLabels?: boolean;
}

const cases: readonly Case[] = [
  { name: 'skip-gram', sizes: [7, 9, 5, 33, 1, 6], sharedLabels: true },
  { name: 'bags with gaps', sizes: [33, 7, 127, 21, 5, 3], lowest: -9 },
  { name: 'paths', sizes: [127, 127, 33, 40, 2, 13], lowest: -31 },
  { name: 'single numbers', sizes: [3, 3, 1, 9, 1, 1] },
  { name: 'rows that come again and again', sizes: [1, 2, 7, 9, 3, 11] },
  { name: 'whole vectors', sizes: [11, 12, 100, 64, 1, 6], lowest: -1 },
  { name: 'no examples', sizes: [3, 4, 5, 0, 2, 2] },
  { name: 'no rows for examples', sizes: [3, 4, 5, 6, 0, 2] },
  { name: 'no rows to predict', sizes: [3, 4, 5, 6, 2, 0] },
  { name: 'rows of no numbers', sizes: [3, 4, 0, 6, 2, 3] },
];

/** Small, or rounding would grow from example to example. */
const rate = 0.02;
const combinations: readonly RowCombination[] = ['mean', 'sum', 'wholeMean'];

type Given = Readonly<Record<keyof LogisticOperands, Values>>;

function given({ sizes: [V, W, D, n, I, K], lowest = 0, sharedLabels }: Case): Given {
  return {
    input: noise([V, D], 1, [-1, 1]),
    output: noise([W, D], 2, [-1, 1]),
    inputRows: noise([n, I], 3, [lowest, V - 1], 'int32'),
    outputRows: noise([n, K], 4, [lowest, W - 1], 'int32'),
    labels: noise(sharedLabels ? [K] : [n, K], 5, [0, 1], 'int32'),
  };
}

function placed(values: Given, layout: LayoutName): LogisticOperands<Tensor> {
  return {
    input: place(values.input, 'float32', layout),
    output: place(values.output, 'float32', layout),
    inputRows: place(values.inputRows, 'int32', layout),
    outputRows: place(values.outputRows, 'int32', layout),
    labels: place(values.labels, 'float32', layout),
  };
}

const rowsOf = ({ shape, data }: Values, i: number): Float64Array =>
  data.subarray(i * shape.at(-1)!, (i + 1) * shape.at(-1)!);

const copy = ({ shape, data }: Values): Values => ({ shape, data: data.slice() });

/** The formula, in double precision. */
function expected(own: Given, combine: RowCombination, block: number): Float64Array[] {
  const [input, output] = [copy(own.input), copy(own.output)];
  const [n, D] = [own.inputRows.shape[0]!, input.shape[1]!];
  let loss = 0;
  for (let from = 0; from < n; from += block) {
    const [before, outputBefore] = [copy(input), copy(output)];
    for (let e = from; e < Math.min(n, from + block); e++) {
      const inputs = [...rowsOf(own.inputRows, e)].filter((row) => row >= 0);
      if (inputs.length === 0) continue;
      const share = 1 / inputs.length;
      const h = Array.from({ length: D }, (_, d) =>
        inputs.reduce((sum, row) => sum + rowsOf(before, row)[d]!, 0),
      ).map((sum) => (combine === 'sum' ? sum : sum * share));
      const change = h.map(() => 0);
      rowsOf(own.outputRows, e).forEach((row, k) => {
        if (row < 0) return;
        const v = rowsOf(outputBefore, row);
        const y = rowsOf(own.labels, own.labels.shape.length === 1 ? 0 : e)[k]!;
        const x = h.reduce((sum, value, d) => sum + value * v[d]!, 0);
        const p = 1 / (1 + Math.exp(-x));
        loss += Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))) - y * x;
        h.forEach((value, d) => {
          change[d]! += rate * (y - p) * v[d]!;
          rowsOf(output, row)[d]! += rate * (y - p) * value;
        });
      });
      for (const row of inputs) {
        change.forEach((value, d) => {
          rowsOf(input, row)[d]! += combine === 'mean' ? value * share : value;
        });
      }
    }
  }
  return [input.data, output.data, Float64Array.of(loss)];
}

async function check(
  own: Given,
  options: LogisticUpdateOptions,
  layout: LayoutName,
): Promise<void> {
  const { combine = 'mean', block = 1 } = options;
  const found = await resultsOf(() => {
    const operands = placed(own, layout);
    const loss = logisticUpdate(operands, options);
    return [operands.input, operands.output, loss];
  });
  const wanted = expected(own, combine, block);
  ['input', 'output', 'loss'].forEach((name, i) =>
    expectClose(found[i]!, wanted[i]!, { rtol: 1e-4, atol: 1e-4 }, `${name}, ${layout}`),
  );
}

export function logisticUpdateSuite(): void {
  describe('logisticUpdate', () => {
    describe.each(cases)('$name', (own) => {
      it.each(combinations)('%s', async (combine) => {
        for (const block of [1, 4, 1000]) {
          await check(given(own), { learningRate: rate, combine, block }, 'rowMajor');
        }
      });
    });

    it.each(layoutNames)('of operands that are %s', async (layout) => {
      await check(given(cases[1]!), { learningRate: rate }, layout);
    });

    it('takes labels between 0 and 1', async () => {
      const own = given(cases[0]!);
      const labels = noise([6], 8, [0, 1]);
      await check({ ...own, labels }, { learningRate: rate }, 'rowMajor');
    });

    it('of predictions that are sure', async () => {
      const [input, output, loss] = await resultsOf(() => {
        const operands = {
          input: tensor([[300]]),
          output: tensor([[1], [-1]]),
          inputRows: tensor(Int32Array.of(0), { shape: [1, 1] }),
          outputRows: tensor(Int32Array.of(0, 1), { shape: [1, 2] }),
          labels: tensor([1, 1]),
        };
        const own = logisticUpdate(operands, { learningRate: rate });
        return [operands.input, operands.output, own];
      });
      expectClose(input!, [300 - rate], {}, 'input');
      expectClose(output!, [1, -1 + rate * 300], {}, 'output');
      expectClose(loss!, [300], {}, 'loss');
    });
  });
}
