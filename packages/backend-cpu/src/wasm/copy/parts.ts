import type { Operand } from '@rondo/tensor';
import { axesOf, loopsOver, start, walk } from '../../reference/iterate.ts';

/** A loop of a copy: how often, and how many elements both sides move. */
interface CopyLoop {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** Two nested loops of a copy, starting at two elements of the memory. */
export interface CopyPart {
  readonly rows: CopyLoop;
  readonly columns: CopyLoop;
  readonly from: number;
  readonly to: number;
}

const once: CopyLoop = { size: 1, from: 1, to: 1 };

/** Covers a copy by parts, as few as the strides allow. Columns are what lies closest in the output. */
export function eachPart(input: Operand, output: Operand, visit: (part: CopyPart) => void): void {
  const order = outputOrder(output);
  const { shape, strides } = order ? axesOf(output, order) : output;
  const inputStrides = order ? axesOf(input, order).strides : input.strides;
  const { sizes, steps, isEmpty } = loopsOver(shape, [inputStrides, strides]);
  if (isEmpty) return;
  const [columns = once, ...outer] = sizes.map((size, i) => ({
    size,
    from: steps[i]![0]!,
    to: steps[i]![1]!,
  }));
  const rows = chooseRows(columns, outer);
  const others = outer.filter((loop) => loop !== rows);
  const loops = {
    sizes: others.map(({ size }) => size),
    steps: others.map(({ from, to }) => [from, to]),
    isEmpty,
  };
  walk(loops, [start(input), start(output)], (length, [from, to], [fromStep, toStep]) => {
    for (let i = 0; i < length; i++) {
      visit({ rows, columns, from: from! + i * fromStep!, to: to! + i * toStep! });
    }
  });
}

/** The axes by falling strides of the output; undefined where they are so already. */
function outputOrder({ strides }: Operand): number[] | undefined {
  const falls = strides.every(
    (stride, axis) => axis === 0 || Math.abs(stride) <= Math.abs(strides[axis - 1]!),
  );
  if (falls) return undefined;
  return strides
    .map((_, axis) => axis)
    .toSorted((a, b) => Math.abs(strides[b]!) - Math.abs(strides[a]!));
}

/** The loop that is contiguous in the input, if the columns are not: a transpose; else the longest. */
function chooseRows({ from }: CopyLoop, outer: readonly CopyLoop[]): CopyLoop {
  const contiguous = from === 1 || from === 0 ? undefined : outer.find((loop) => loop.from === 1);
  if (contiguous) return contiguous;
  return outer.reduce(
    (longest, loop) => (loop.size > longest.size ? loop : longest),
    outer[0] ?? once,
  );
}
