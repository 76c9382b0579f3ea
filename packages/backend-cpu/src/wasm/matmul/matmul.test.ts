import { BackendError, type Operand } from '@rondo/tensor';
import { assert, boolean, constantFrom, integer, property, record, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { soloContext } from '../../kernel-context.ts';
import { LinearMemory } from '../../linear-memory.ts';
import { compiledModules } from '../assembler/index.ts';
import { createMatmul } from './index.ts';

const memory = new LinearMemory();
const matmul = createMatmul(soloContext(memory));

/** How an axis of an operand lies in memory. */
type Step = 'dense' | 'flipped' | 'spread' | 'still';

interface Layout {
  readonly columnMajor?: boolean;
  readonly row?: Step;
  readonly column?: Step;
  readonly batch?: Step;
}

let seed = 1;

/** Multiples of 1/64 between -1 and 1: sums of a few thousand products stay exact to 2^-12 relative. */
function random(): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return ((seed >>> 16) % 129) / 64 - 1;
}

/** An operand of the given shape and layout, filled with random numbers, NaN in the space between them. */
function operand(
  shape: readonly number[],
  { columnMajor = false, row = 'dense', column = 'dense', batch = 'dense' }: Layout = {},
): Operand {
  const steps = shape.map((_, axis) => [column, row, batch][Math.min(shape.length - 1 - axis, 2)]!);
  const order = shape.map((_, axis) => axis);
  if (columnMajor) order.splice(-2, 2, order.at(-1)!, order.at(-2)!);
  const strides = shape.map(() => 0);
  let [size, offset] = [1, 0];
  for (const axis of order.toReversed()) {
    const step = steps[axis]!;
    if (step === 'still') continue;
    const stride = size * (step === 'spread' ? 2 : 1);
    if (step === 'flipped') offset += stride * Math.max(shape[axis]! - 1, 0);
    strides[axis] = step === 'flipped' ? -stride : stride;
    size = stride * Math.max(shape[axis]!, 1);
  }
  const buffer = memory.allocate(4 * size);
  const result: Operand = { buffer, dtype: 'float32', shape, strides, offset };
  memory.f32.fill(Number.NaN, buffer.pointer / 4, buffer.pointer / 4 + size);
  each(result, (at) => (memory.f32[at] = random()));
  return result;
}

/** Calls back with the place of each element, in row-major order. */
function each({ buffer, shape, strides, offset }: Operand, visit: (at: number) => void): void {
  const go = (axis: number, at: number): void => {
    if (axis === shape.length) return visit(at);
    for (let i = 0; i < shape[axis]!; i++) go(axis + 1, at + i * strides[axis]!);
  };
  go(0, (buffer as Operand['buffer'] & { pointer: number }).pointer / 4 + offset);
}

function numbers(of: Operand): number[] {
  const found: number[] = [];
  each(of, (at) => found.push(memory.f32[at]!));
  return found;
}

/** The product by definition, in double precision. */
function expected(a: Operand, b: Operand, bias: Operand | undefined, before: number[] | undefined) {
  const [x, y, added] = [numbers(a), numbers(b), bias && numbers(bias)];
  const [m, k] = a.shape.slice(-2) as [number, number];
  const n = b.shape.at(-1)!;
  const batches = a.shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return Array.from({ length: batches * m * n }, (_, index) => {
    const [batch, i, j] = [Math.floor(index / (m * n)), Math.floor(index / n) % m, index % n];
    let sum = (added?.[j] ?? 0) + (before?.[index] ?? 0);
    for (let p = 0; p < k; p++) sum += x[(batch * m + i) * k + p]! * y[(batch * k + p) * n + j]!;
    return sum;
  });
}

interface Case {
  readonly sizes: readonly [m: number, k: number, n: number];
  readonly batch?: readonly number[];
  readonly a?: Layout;
  readonly b?: Layout;
  readonly output?: Layout;
  readonly bias?: Step | undefined;
  readonly accumulate?: boolean;
}

/** Computes one case and compares it with the definition, the space around the output included. */
function check({
  sizes: [m, k, n],
  batch = [],
  bias: biasStep,
  accumulate = false,
  ...layouts
}: Case) {
  const a = operand([...batch, m, k], layouts.a);
  const b = operand([...batch, k, n], layouts.b);
  const bias = biasStep && operand([n], { column: biasStep });
  const output = operand([...batch, m, n], layouts.output);
  const before = accumulate ? numbers(output) : undefined;
  const wanted = expected(a, b, bias, before);
  const { bytesInUse } = memory;
  expect(matmul(a, b, output, { bias, accumulate })).toBe(true);
  const found = numbers(output);
  let worst = 0;
  for (const [i, value] of found.entries()) {
    const error = Math.abs(value - wanted[i]!);
    worst = Number.isNaN(error) ? Infinity : Math.max(worst, error);
  }
  expect(found.length).toBe(wanted.length);
  expect(worst).toBeLessThanOrEqual(1e-6 * (k + 4));
  // At most the working space, which is kept for the next call, has grown.
  expect(memory.bytesInUse - bytesInUse).toBeLessThan(2 ** 21);
  for (const { buffer } of [a, b, output, ...(bias ? [bias] : [])]) {
    memory.free(buffer as Parameters<typeof memory.free>[0]);
  }
}

const step = constantFrom<Step[]>('dense', 'flipped', 'spread', 'still');
const layout = record({ columnMajor: boolean(), row: step, column: step, batch: step });
/** Where every element has a place of its own, and rows or columns are contiguous. */
const outputLayout = constantFrom<Layout[]>(
  {},
  { columnMajor: true },
  { row: 'flipped' },
  { row: 'spread', batch: 'spread' },
  { columnMajor: true, column: 'spread' },
);
const size = integer({ min: 1, max: 45 });

describe('matmul', () => {
  it('is exact for all tails of the tile', () => {
    for (let m = 1; m <= 17; m++) {
      for (let n = 1; n <= 17; n++) {
        for (const k of [1, 4, 7, 17]) {
          check({ sizes: [m, k, n], bias: 'dense' });
          check({ sizes: [m, k, n], b: { columnMajor: true }, accumulate: true });
        }
      }
    }
    for (let k = 0; k <= 17; k++) {
      for (const m of [1, 3, 9]) check({ sizes: [m, k, 11], a: { columnMajor: true } });
    }
  });

  it('takes operands with any strides', () => {
    assert(
      property(
        record({
          sizes: tuple(size, size, size),
          batch: constantFrom([], [3], [2, 3]),
          a: layout,
          b: layout,
          output: outputLayout,
          bias: constantFrom<(Step | undefined)[]>(undefined, 'dense', 'flipped', 'still'),
          accumulate: boolean(),
        }),
        check,
      ),
      { numRuns: 400 },
    );
  });

  it.each<Case>([
    { sizes: [200, 300, 40] },
    { sizes: [97, 257, 1030], bias: 'dense' },
    { sizes: [34, 513, 41], a: { columnMajor: true }, b: { columnMajor: true } },
    { sizes: [40, 300, 1033], batch: [2], b: { batch: 'still' }, accumulate: true },
    { sizes: [5, 700, 333], b: { columnMajor: true }, bias: 'dense' },
    { sizes: [333, 70, 3], bias: 'dense' },
    { sizes: [1, 300, 1001], bias: 'dense', accumulate: true },
    { sizes: [1, 301, 1001], bias: 'dense' },
    { sizes: [1001, 301, 1], a: { columnMajor: true } },
    { sizes: [3, 20, 4], output: { row: 'spread', column: 'spread' } },
  ])('goes through blocks and the ways of few rows: %o', check);

  it.each([
    [0, 3, 4],
    [3, 0, 4],
    [3, 4, 0],
    [0, 0, 0],
  ])('takes %i x %i x %i', (m, k, n) => check({ sizes: [m, k, n], bias: 'dense' }));

  it('leaves what surrounds the output alone', () => {
    const output = operand([5, 9], { row: 'spread' });
    const { pointer } = output.buffer as Operand['buffer'] & { pointer: number };
    matmul(operand([5, 6]), operand([6, 9]), output);
    const all = [...memory.f32.subarray(pointer / 4, pointer / 4 + 5 * 18)];
    expect(all.map((value) => Number.isNaN(value))).toEqual(all.map((_, i) => i % 18 >= 9));
  });

  it('declines what it is not made for, and touches nothing', () => {
    const output = operand([20, 21], { row: 'spread', column: 'spread' });
    const before = numbers(output);
    expect(matmul(operand([20, 8]), operand([8, 21]), output)).toBe(false);
    const integers: Operand = { ...operand([2, 2]), dtype: 'int32' };
    expect(matmul(integers, integers, integers)).toBe(false);
    expect(numbers(output)).toEqual(before);
  });

  it('gives its memory back when there is too little', () => {
    const small = new LinearMemory({ maximumBytes: 2 ** 16 });
    const at = (bytes: number, shape: number[], strides: number[]): Operand => {
      return { buffer: small.allocate(bytes), dtype: 'float32', shape, strides, offset: 0 };
    };
    const [a, b] = [at(8192, [40, 50], [50, 1]), at(12_288, [50, 60], [60, 1])];
    const output = at(10_240, [40, 60], [60, 1]);
    const bias = at(512, [60], [2]);
    const multiply = createMatmul(soloContext(small));
    const used = small.bytesInUse;
    small.allocate(24_576);
    expect(() => multiply(a, b, output, { bias })).toThrow(BackendError);
    expect(small.bytesInUse - 24_576).toBe(used);
  });

  it('compiles nothing for new sizes', () => {
    const before = compiledModules();
    for (let n = 1; n < 40; n++) check({ sizes: [n, 40 - n, 2 * n] });
    expect(compiledModules()).toBe(before);
  });
});
