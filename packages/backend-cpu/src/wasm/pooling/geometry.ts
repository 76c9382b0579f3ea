import type { FusedAttributes, Operand } from '@rondo/tensor';
import { type FunctionBuilder, i32, type Local } from '../assembler/index.ts';

/** What a pooling is, as the int32 words in which kernels read it: sizes in elements, tables of windows by their addresses. */
const names = [
  'H',
  'W',
  /** Elements of x, and windows, of a channel of an image. */
  'volume',
  'places',
  'outD',
  'outH',
  'outW',
  'stepD',
  'stepH',
  'stepW',
  'tableD',
  'tableH',
  'tableW',
] as const;

type Name = (typeof names)[number];
export type GeometryLocals = Readonly<Record<Name, Local<'i32'>>>;

/** An entry of a table: first place, the one behind the last, and the float32 divisor of a window. */
export const entry = { words: 3, first: 0, end: 4, divisor: 8, bytes: 12 } as const;

type Windows = FusedAttributes['avgPool']['windows'];

/** Words that geometry and tables take. */
export function wordCount(windows: Windows): number {
  const entries = windows.reduce((sum, { starts }) => sum + starts.length, 0);
  return names.length + entry.words * entries;
}

/** Writes the geometry to word `at` of a memory, and the tables behind it. */
export function writeGeometry(
  { i32: words, f32: floats }: { readonly i32: Int32Array; readonly f32: Float32Array },
  at: number,
  x: Operand,
  windows: Windows,
  divisors?: FusedAttributes['avgPool']['divisors'],
): void {
  const [D, H, W] = x.shape.slice(2) as [number, number, number];
  const outputs = windows.map(({ starts }) => starts.length);
  const places = outputs.reduce((product, own) => product * own);
  let table = at + names.length;
  const tables = windows.map(({ starts, ends }, axis) => {
    const own = table;
    for (const [i, first] of starts.entries()) {
      words[table] = first;
      words[table + 1] = ends[i]!;
      floats[table + 2] = divisors?.[axis]?.[i] ?? 1;
      table += entry.words;
    }
    return 4 * own;
  });
  const steps = windows.map(({ step }) => step);
  words.set([H, W, D * H * W, places, ...outputs, ...steps, ...tables], at);
}

/** Reads a geometry into locals. */
export function readGeometry(f: FunctionBuilder, pointer: Local<'i32'>): GeometryLocals {
  return Object.fromEntries(
    names.map((name, i) => [name, f.let(i32.load(pointer, 4 * i))]),
  ) as GeometryLocals;
}

/** Places of x that lie in windows, a place counted once for each window. */
export function tapsOf(windows: Windows): number {
  return windows.reduce(
    (product, { starts, ends, step }) =>
      product * starts.reduce((sum, start, i) => sum + Math.ceil((ends[i]! - start) / step), 0),
    1,
  );
}
