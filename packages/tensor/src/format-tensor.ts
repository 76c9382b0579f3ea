import { RangeFault } from './errors.ts';
import { concat } from './ops/concat.ts';
import { withRecorders } from './recorder.ts';
import { scope } from './scope.ts';
import { elementCount, type Shape } from './shape.ts';
import type { Tensor } from './tensor.ts';

export interface FormatOptions {
  /** Digits after the point. */
  readonly precision?: number;
  /** A tensor with more elements is shown by the ends of its axes only. */
  readonly threshold?: number;
  /** How many elements are shown at each end of a long axis. */
  readonly edgeItems?: number;
  /** Characters in a line. */
  readonly lineWidth?: number;
}

/**
 * Dtype, shape and values as text in aligned columns, the middle of a large tensor left out:
 *
 * `console.log(await formatTensor(x, { precision: 2 }))`
 * @throws RangeFault when an option is not a whole number in its range.
 */
export async function formatTensor(x: Tensor, options: FormatOptions = {}): Promise<string> {
  const { precision = 4, threshold = 1000, edgeItems = 3, lineWidth = 80 } = options;
  expectWhole('precision', precision, 0, 20);
  expectWhole('edgeItems', edgeItems, 1, Number.MAX_SAFE_INTEGER);
  const head = x.toString();
  // Only what is shown is read back.
  const shown = x.size > threshold ? withRecorders([], () => scope(() => edges(x, edgeItems))) : x;
  const numbers = Array.from(await shown.data());
  const words =
    x.dtype === 'bool' ? numbers.map((n) => String(n !== 0)) : inColumns(numbers, precision);
  const width = words.reduce((longest, { length }) => Math.max(longest, length), 0);
  const layout = { whole: x.shape, shown: shown.shape, edgeItems, lineWidth };
  if (shown !== x) shown.dispose();
  const padded = words.map((word) => word.padStart(width));
  return `${head}\n${x.rank === 0 ? words[0]! : nested(padded, layout, 0)}`;
}

function expectWhole(name: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new RangeFault(
    `formatTensor: ${name} must be a whole number from ${low} to ${high}, received ${value}`,
    { option: name, value },
  );
}

/** Both ends of every long axis, side by side. */
function edges(x: Tensor, edgeItems: number): Tensor {
  return x.shape.reduce(
    (part, size, axis) =>
      size <= 2 * edgeItems
        ? part
        : concat([part.narrow(axis, 0, edgeItems), part.narrow(axis, -edgeItems, edgeItems)], axis),
    x,
  );
}

/** Numbers in one notation: whole, with a fixed point, or (where they differ widely) with an exponent. */
function inColumns(numbers: readonly number[], precision: number): string[] {
  const sizes = numbers.filter((n) => Number.isFinite(n) && n !== 0).map(Math.abs);
  const largest = sizes.reduce((a, b) => Math.max(a, b), 0);
  const smallest = sizes.reduce((a, b) => Math.min(a, b), Infinity);
  const isWide = largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1000;
  const notation = sizes.every((n) => Number.isInteger(n) && n < 2 ** 31 + 1)
    ? String
    : (n: number): string => (isWide ? n.toExponential(precision) : n.toFixed(precision));
  return numbers.map((n) => {
    if (Number.isNaN(n)) return 'nan';
    return Number.isFinite(n) ? notation(n) : n > 0 ? 'inf' : '-inf';
  });
}

interface Layout {
  readonly whole: Shape;
  readonly shown: Shape;
  readonly edgeItems: number;
  readonly lineWidth: number;
}

/** Nested brackets around the part of `words` that lies along the axes from `axis` on. */
function nested(words: readonly string[], layout: Layout, axis: number): string {
  const { whole, shown, edgeItems } = layout;
  const step = elementCount(shown.slice(axis + 1));
  const isLast = axis === shown.length - 1;
  const items = Array.from({ length: shown[axis]! }, (_, i) => {
    const part = words.slice(i * step, (i + 1) * step);
    return isLast ? part[0]! : nested(part, layout, axis + 1);
  });
  if (whole[axis] !== shown[axis]) items.splice(edgeItems, 0, '...');
  const indent = ' '.repeat(axis + 1);
  if (isLast) return `[${wrapped(items, layout.lineWidth - axis - 1).join(`,\n${indent}`)}]`;
  const blankLines = '\n'.repeat(shown.length - axis - 1);
  return `[${items.join(`,${blankLines}${indent}`)}]`;
}

/** Items side by side, in as many lines as it takes. */
function wrapped(items: readonly string[], lineWidth: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const item of items) {
    if (line !== '' && line.length + item.length + 4 > lineWidth) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? item : `, ${item}`;
  }
  return line === '' ? lines : [...lines, line];
}
