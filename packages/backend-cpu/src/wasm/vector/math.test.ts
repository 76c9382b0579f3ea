import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { erf as exactErf, erfc } from '../../reference/error-function.ts';
import { i32, ModuleBuilder, v128 } from '../assembler/index.ts';
import { cos, erf, exp, expm1, log, log1p, normalCdf, sigmoid, sin, softplus, tanh, type VectorFunction } from './math.ts';

// Node 20 knows relaxed SIMD behind a flag, later versions have it on.
setFlagsFromString('--experimental-wasm-relaxed-simd');

const capacity = 2 ** 17;
const memory = new WebAssembly.Memory({ initial: (2 * 4 * capacity) / 65536 });
const input = new Float32Array(memory.buffer, 0, capacity);
const output = new Float32Array(memory.buffer, 4 * capacity, capacity);

/** Applies a function to every number. */
function evaluate(vectorFunction: VectorFunction, relaxed: boolean, numbers: Float32Array): Float32Array {
  const module = new ModuleBuilder({ shared: false, relaxed });
  module.function('map', { parameters: { x: 'i32', y: 'i32', vectors: 'i32' } }, (f, { x, y, vectors }) => {
    f.repeat(vectors, () => {
      f.store(y, vectorFunction(f, v128.load(x)));
      f.set(x, i32.add(x, 16));
      f.set(y, i32.add(y, 16));
    });
  });
  const { map } = module.instantiate(memory) as { map: (x: number, y: number, n: number) => void };
  const result = new Float32Array(numbers.length);
  for (let i = 0; i < numbers.length; i += capacity) {
    const part = numbers.subarray(i, i + capacity);
    input.set(part);
    map(0, 4 * capacity, Math.ceil(part.length / 4));
    result.set(output.subarray(0, part.length), i);
  }
  return result;
}

const bits = new Int32Array(1);
const asFloat = new Float32Array(bits.buffer);

/** Every float32 number at a distance of `step` bit patterns, both signs. */
function sweep(step: number): Float32Array {
  const numbers: number[] = [];
  for (let pattern = 0; pattern < 0x7f80_0000; pattern += step) {
    bits[0] = pattern;
    numbers.push(asFloat[0]!, -asFloat[0]!);
  }
  return Float32Array.from(numbers);
}

/** Distance of neighbouring float32 numbers at a value. */
function spacing(value: number): number {
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  return 2 ** (Math.max(exponent, -126) - 23);
}

/** The largest error in units of the last place; results below `smallest` may be anything that small. */
function worst(f: VectorFunction, exact: (x: number) => number, relaxed: boolean, numbers: Float32Array, smallest: number) {
  const results = evaluate(f, relaxed, numbers);
  let ulps = 0;
  let at = 0;
  numbers.forEach((x, i) => {
    const expected = exact(x);
    const got = results[i]!;
    if (Object.is(Math.fround(expected), got)) return;
    if (Math.abs(expected) < smallest && Math.abs(got) <= smallest) return;
    const error = Math.abs(got - expected) / spacing(expected);
    if (!(error <= ulps)) [ulps, at] = [error, x];
  });
  return { ulps, at };
}

interface Case {
  readonly f: VectorFunction;
  readonly exact: (x: number) => number;
  /** Units in the last place that the error stays below. */
  readonly ulps: number;
  /** Results below this may be flushed to 0. */
  readonly smallest?: number;
  /** Arguments from this size on are left out. */
  readonly limit?: number;
}

const exactSoftplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

const cases: Record<string, Case> = {
  exp: { f: exp, exact: Math.exp, ulps: 1.5, smallest: 1e-38 },
  expm1: { f: expm1, exact: Math.expm1, ulps: 1.7 },
  log: { f: log, exact: Math.log, ulps: 1.5 },
  log1p: { f: log1p, exact: Math.log1p, ulps: 1.5 },
  tanh: { f: tanh, exact: Math.tanh, ulps: 2 },
  sigmoid: { f: sigmoid, exact: (x) => 1 / (1 + Math.exp(-x)), ulps: 2, smallest: 1e-38 },
  softplus: { f: softplus, exact: exactSoftplus, ulps: 2.5, smallest: 1e-38 },
  erf: { f: erf, exact: exactErf, ulps: 2 },
  sin: { f: sin, exact: Math.sin, ulps: 1.5, limit: 2 ** 31 },
  cos: { f: cos, exact: Math.cos, ulps: 1.5, limit: 2 ** 31 },
};

const everything = sweep(16411);

describe.each([false, true])('with relaxed = %s', (relaxed) => {
  it.each(Object.entries(cases))('%s', (_, { f, exact, ulps, smallest = 0, limit = Infinity }) => {
    const numbers = everything.filter((x) => Math.abs(x) < limit);
    const { ulps: found, at } = worst(f, exact, relaxed, numbers, smallest);
    console.log(_, relaxed, found, at);
    expect(found, `worst at ${at}`).toBeLessThan(ulps);
  });
});
