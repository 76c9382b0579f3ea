import { unaryDefinitions, type UnaryKind } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { i32, ModuleBuilder, v128 } from '../assembler/index.ts';
import {
  cos,
  erf,
  exp,
  expBelow,
  expm1,
  gelu,
  geluTanh,
  log,
  log1p,
  sigmoid,
  sign,
  silu,
  sin,
  softplus,
  tanh,
  trigonometryLimit,
  type VectorFunction,
} from './math.ts';
import { openRelaxedSimd } from '../../../test/relaxed-simd.ts';

openRelaxedSimd();

const capacity = 2 ** 17;
const outputAt = 4 * capacity;
const memory = new WebAssembly.Memory({ initial: (2 * outputAt) / 65_536 });
const input = new Float32Array(memory.buffer, 0, capacity);
const output = new Float32Array(memory.buffer, outputAt, capacity);

type Evaluate = (numbers: Float32Array) => Float32Array;

/** The function that applies a vector function to many numbers. */
function compile(vectorFunction: VectorFunction, relaxed: boolean): Evaluate {
  const module = new ModuleBuilder({ shared: false, relaxed });
  const parameters = { x: 'i32', y: 'i32', vectors: 'i32' } as const;
  module.function('map', { parameters }, (f, { x, y, vectors }) => {
    f.repeat(vectors, () => {
      f.store(y, vectorFunction(f, v128.load(x)));
      f.set(x, i32.add(x, 16));
      f.set(y, i32.add(y, 16));
    });
  });
  const { map } = module.instantiate(memory) as { map: (x: number, y: number, n: number) => void };
  return (numbers) => {
    const result = new Float32Array(numbers.length);
    for (let i = 0; i < numbers.length; i += capacity) {
      const part = numbers.subarray(i, i + capacity);
      input.set(part);
      map(0, outputAt, Math.ceil(part.length / 4));
      result.set(output.subarray(0, part.length), i);
    }
    return result;
  };
}

/** Both signs of infinity and of every float32 number at a distance of `step` bit patterns. */
function sweep(step: number): Float32Array {
  const patterns = Array.from({ length: Math.ceil(0x7f80_0000 / step) }, (_, i) => i * step);
  const positive = new Float32Array(Uint32Array.from(patterns).buffer);
  return Float32Array.from([...positive, Infinity, ...positive.map((x) => -x), -Infinity]);
}

/** Distance of neighbouring float32 numbers at a value. */
function spacing(value: number): number {
  return 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value))), -126) - 23);
}

/** Whether a sixteenth of a number close to y has lost digits. */
const isTiny = (y: number): boolean => Math.abs(y) < 2 ** -121;

/** 2 √(2/π) (x + 0.044715 x³). */
const sigmoidArgument = (x: number): number => 2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);

interface Case {
  readonly f: VectorFunction;
  /** Units in the last place that the error stays below, for x and the exact y. */
  readonly ulps: number | ((x: number, y: number) => number);
  /** Arguments from this size on are left out. */
  readonly limit?: number;
}

/** Bounds over all float32 numbers, a little above what the sweep finds. */
const cases = {
  exp: { f: exp, ulps: 1 },
  expm1: { f: expm1, ulps: 1.5 },
  log: { f: log, ulps: 0.9 },
  log1p: { f: log1p, ulps: 1.4 },
  tanh: { f: tanh, ulps: 1.6 },
  sigmoid: { f: sigmoid, ulps: 2 },
  softplus: { f: softplus, ulps: 2 },
  erf: { f: erf, ulps: 1.4 },
  silu: { f: silu, ulps: (_, y) => (isTiny(y) ? 4.5 : 2.5) },
  gelu: { f: gelu, ulps: 3 },
  // e^t has the relative error of |t| times that of t, the rounded argument of the sigmoid.
  geluTanh: {
    f: geluTanh,
    ulps: (x, y) => (isTiny(y) ? 4.5 : 2.5) + (x < 0 ? 2.5 * Math.abs(sigmoidArgument(x)) : 0),
  },
  sin: { f: sin, ulps: 1.5, limit: trigonometryLimit },
  cos: { f: cos, ulps: 1.5, limit: trigonometryLimit },
  sign: { f: (f, x) => f.let(sign(f.let(x))), ulps: 0 },
} satisfies Partial<Record<UnaryKind, Case>>;

const entries = Object.entries(cases) as [keyof typeof cases, Case][];

const everything = sweep(16_411);

describe.each([false, true])('with relaxed = %s', (relaxed) => {
  it.each(entries)('%s is right to the last digits everywhere', (kind, tested) => {
    const { f, ulps, limit = Infinity } = tested;
    const numbers = everything.filter((x) => Math.abs(x) < limit);
    let worst = { share: 0, error: 0, at: 0 };
    compile(
      f,
      relaxed,
    )(numbers).forEach((got, i) => {
      const at = numbers[i]!;
      const expected = unaryDefinitions[kind].value(at);
      if (Object.is(Math.fround(expected), got)) return;
      const bound = typeof ulps === 'number' ? ulps : ulps(at, expected);
      const error = Math.abs(got - expected) / spacing(expected);
      if (!(error / bound <= worst.share)) worst = { share: error / bound, error, at };
    });
    expect(worst.share, `${worst.error} units at ${worst.at}`).toBeLessThanOrEqual(1);
  });

  it.each(entries)('%s keeps NaN, whatever its bits', (_, { f }) => {
    const patterns = [0x7fc0_0000, 0xffc0_0000, 0x7fc0_0001, 0x7fff_ffff, 0xff80_0001];
    const notNumbers = new Float32Array(Uint32Array.from(patterns).buffer);
    expect([...compile(f, relaxed)(notNumbers)]).toEqual(patterns.map(() => NaN));
  });

  it('exp goes to 0 and to infinity', () => {
    const numbers = Float32Array.of(-Infinity, -1e30, -104, 88.7, 89, 1e30, Infinity);
    const results = [...compile(exp, relaxed)(numbers)];
    expect(results.slice(0, 3)).toEqual([0, 0, 0]);
    expect(results[3]! / Math.exp(numbers[3]!)).toBeCloseTo(1, 6);
    expect(results.slice(4)).toEqual([Infinity, Infinity, Infinity]);
  });

  it('expBelow is as exact as exp up to 40', () => {
    const numbers = everything.filter((x) => x < 40);
    const ends = Array.from(numbers, Math.exp);
    let worst = 0;
    compile(
      expBelow,
      relaxed,
    )(numbers).forEach((got, i) => {
      worst = Math.max(worst, Math.abs(got - ends[i]!) / spacing(ends[i]!));
    });
    expect(worst).toBeLessThanOrEqual(1);
  });
});
