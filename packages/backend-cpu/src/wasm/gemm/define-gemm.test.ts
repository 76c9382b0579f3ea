import { assert, boolean, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { soloContext } from '../../kernel-context.ts';
import { LinearMemory } from '../../linear-memory.ts';
import { ModuleBuilder } from '../assembler/index.ts';

import { defineGemm, gemmScratchBytes, packedBytes } from './define-gemm.ts';
import type { TileShape } from './tile-shape.ts';

const memory = new LinearMemory();
const { engine } = soloContext(memory);
const tiles: readonly TileShape[] = [
  { rows: 4, columns: 8 },
  { rows: 6, columns: 8 },
  { rows: 5, columns: 16 },
  { rows: 6, columns: 16 },
];

type Call = (...numbers: number[]) => void;
type Functions = Record<'multiply' | 'pack' | 'multiplyPacked', Call>;

/** The functions of a tile, as JavaScript can call them. */
function compile(tile?: TileShape): Functions {
  const module = new ModuleBuilder({ shared: false, relaxed: engine.relaxedSimd });
  const gemm = defineGemm(module, engine, tile);
  const { multiply, pack, multiplyPacked } = gemm;
  module.function('multiply', { parameters: multiply.parameters }, (f, p) => f.call(multiply, p));
  module.function('pack', { parameters: pack.parameters }, (f, p) => f.call(pack, p));
  module.function('multiplyPacked', { parameters: multiplyPacked.parameters }, (f, p) =>
    f.call(multiplyPacked, p),
  );
  return module.instantiate(memory.memory) as Functions;
}

const compiled = tiles.map((tile) => compile(tile));

interface Strided {
  readonly pointer: number;
  readonly row: number;
  readonly column: number;
}

let seed = 1;
function random(): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return ((seed >>> 16) % 129) / 64 - 1;
}

type Order = 'rows' | 'columns' | 'spread' | 'flipped' | 'still';

/** A matrix of random numbers. */
function matrix(rows: number, columns: number, order: Order): Strided & { free: () => void } {
  const words = 3 * (rows + 1) * (columns + 1);
  const block = memory.allocate(4 * words);
  for (let i = 0; i < words; i++) memory.f32[block.pointer / 4 + i] = random();
  const free = () => memory.free(block);
  const { pointer } = block;
  const layouts: Readonly<Record<Order, Strided>> = {
    rows: { pointer: pointer + 4, row: 4 * columns, column: 4 },
    columns: { pointer, row: 4, column: 4 * (rows + 1) },
    spread: { pointer, row: 8 * (columns + 1), column: 8 },
    flipped: { pointer: pointer + 4 * rows * columns, row: -4 * columns, column: -4 },
    still: { pointer, row: 0, column: 4 },
  };
  return { ...layouts[order], free };
}

const at = ({ pointer, row, column }: Strided, i: number, j: number): number =>
  memory.f32[(pointer + i * row + j * column) / 4]!;

interface Case {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly a?: Order;
  readonly b?: Order;
  readonly initial?: 'none' | 'row' | 'rows' | 'c';
}

/** Computes a case with every tile, whole, packed and in parts: all must give the same, and the product by definition. */
function check({ rows, columns, depth, a: orderA = 'rows', b: orderB = 'rows', ...rest }: Case) {
  const { initial = 'none' } = rest;
  const [a, b] = [matrix(rows, depth, orderA), matrix(depth, columns, orderB)];
  const bias = matrix(initial === 'row' ? 1 : rows, columns, 'rows');
  const c = matrix(rows, columns, 'rows');
  const packed = memory.allocate(packedBytes({ columns, depth }));
  const scratchBytes = gemmScratchBytes({ rows, columns, depth });
  const scratch = memory.allocate(scratchBytes + 4);
  const first = c.pointer / 4;
  const guard = (scratch.pointer + scratchBytes) / 4;
  memory.f32[guard] = 12_345;
  const before = memory.f32.slice(first - 1, first + rows * columns + 1);
  const expected = Array.from({ length: rows * columns }, (_, index) => {
    const [i, j] = [Math.floor(index / columns), index % columns];
    let sum = 0;
    if (initial === 'c') sum = before[1 + index]!;
    else if (initial !== 'none') sum = at(bias, initial === 'row' ? 0 : i, j);
    for (let k = 0; k < depth; k++) sum += at(a, i, k) * at(b, k, j);
    return sum;
  });
  const initialRow = initial === 'row' ? 0 : 4 * columns;
  const initialAt = (i: number, j: number) => {
    if (initial === 'none') return 0;
    return (initial === 'c' ? c.pointer : bias.pointer) + i * initialRow + 4 * j;
  };
  type Part = readonly [i: number, iEnd: number, j: number, jEnd: number];
  const runs: Float32Array[] = [];
  const run = (parts: readonly Part[], call: (part: Part, tail: number[]) => void) => {
    memory.f32.set(before, first - 1);
    for (const part of parts) {
      const [i, , j] = part;
      const to = c.pointer + i * 4 * columns + 4 * j;
      call(part, [initialAt(i, j), initialRow, to, 4 * columns, scratch.pointer]);
    }
    runs.push(memory.f32.slice(first - 1, first + rows * columns + 1));
  };
  const whole: Part = [0, rows, 0, columns];
  const [cutRow, cutColumn] = [Math.ceil(rows / 3), Math.floor(columns / 2)];
  const quarters: Part[] = [
    [0, cutRow, 0, cutColumn],
    [cutRow, rows, 0, cutColumn],
    [0, cutRow, cutColumn, columns],
    [cutRow, rows, cutColumn, columns],
  ];
  for (const { multiply, pack, multiplyPacked } of compiled) {
    for (const parts of [[whole], quarters]) {
      run(parts, ([i, iEnd, j, jEnd], tail) => {
        const ofA = [a.pointer + i * a.row, a.row, a.column];
        const ofB = [b.pointer + j * b.column, b.row, b.column];
        multiply(iEnd - i, jEnd - j, depth, ...ofA, ...ofB, ...tail);
      });
    }
    pack(b.pointer, b.row, b.column, depth, columns, packed.pointer);
    run(
      [
        [0, cutRow, 0, columns],
        [cutRow, rows, 0, columns],
      ],
      ([i, iEnd], tail) => {
        const ofA = [a.pointer + i * a.row, a.row, a.column];
        multiplyPacked(iEnd - i, columns, depth, ...ofA, packed.pointer, ...tail);
      },
    );
  }
  const worst = expected.reduce(
    (error, value, i) => Math.max(error, Math.abs(runs[0]![1 + i]! - value)),
    0,
  );
  expect(worst).toBeLessThanOrEqual(1e-6 * (depth + 4));
  for (const found of runs) expect(Buffer.compare(bytes(found), bytes(runs[0]!))).toBe(0);
  const neighbours = (numbers: Float32Array) => [numbers[0], numbers.at(-1)];
  expect(neighbours(runs[0]!)).toEqual(neighbours(before));
  expect(memory.f32[guard]).toBe(12_345);
  for (const block of [packed, scratch]) memory.free(block);
  for (const { free } of [a, b, bias, c]) free();
}

function bytes({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

const order = constantFrom<Order[]>('rows', 'columns', 'spread', 'flipped', 'still');
const size = integer({ min: 1, max: 40 });

describe('gemm', () => {
  it('takes every tail of every tile', () => {
    for (let n = 1; n <= 17; n++) {
      for (const depth of [0, 1, 3, 7]) {
        check({ rows: n, columns: 18 - n, depth });
        check({ rows: n, columns: n, depth, b: 'columns', initial: 'rows' });
      }
    }
  });

  it('takes A and B with any strides', () => {
    assert(
      property(
        record({
          rows: size,
          columns: size,
          depth: size,
          a: order,
          b: order,
          initial: constantFrom<NonNullable<Case['initial']>[]>('none', 'row', 'rows', 'c'),
          big: boolean(),
        }),
        ({ big, ...sizes }) => check(big ? { ...sizes, depth: 7 * sizes.depth } : sizes),
      ),
      { numRuns: 150 },
    );
  });

  it.each<Case>([
    { rows: 127, columns: 33, depth: 259 },
    { rows: 250, columns: 7, depth: 513, a: 'columns', initial: 'c' },
    { rows: 3, columns: 1031, depth: 127, initial: 'row' },
    { rows: 37, columns: 29, depth: 1500, initial: 'row' },
    { rows: 1, columns: 301, depth: 515, initial: 'c' },
    { rows: 2, columns: 301, depth: 515, b: 'columns' },
    { rows: 33, columns: 1600, depth: 300, b: 'columns', initial: 'row' },
    { rows: 25, columns: 9999, depth: 7, initial: 'rows' },
    { rows: 0, columns: 5, depth: 3 },
    { rows: 5, columns: 0, depth: 3 },
  ])('goes through blocks: %o', check);

  it('has a tile of its own for the engine', () => {
    const { multiply } = compile();
    const [a, b, c] = [matrix(9, 5, 'rows'), matrix(5, 11, 'rows'), matrix(9, 11, 'rows')];
    const scratch = memory.allocate(gemmScratchBytes({ rows: 9, columns: 11, depth: 5 }));
    multiply(
      9,
      11,
      5,
      a.pointer,
      a.row,
      4,
      b.pointer,
      b.row,
      4,
      0,
      0,
      c.pointer,
      c.row,
      scratch.pointer,
    );
    let sum = 0;
    for (let k = 0; k < 5; k++) sum += at(a, 8, k) * at(b, k, 10);
    expect(at(c, 8, 10)).toBeCloseTo(sum, 5);
  });
});
