import type { TensorSpec } from './tensor-spec.ts';

/** The 32 bits behind element i of tensor number `seed`: a multiplicative hash, the same in every language. */
export function bits(i: number, seed: number): number {
  let x = (Math.imul(i + 1, 2654435761) + Math.imul(seed, 40503)) >>> 0;
  x = (x ^ (x >>> 16)) >>> 0;
  x = Math.imul(x, 0x45d9f3b) >>> 0;
  return (x ^ (x >>> 16)) >>> 0;
}

/** A number in [-1, 1): bits / 2^32 * 2 - 1. */
export function value(i: number, seed: number): number {
  return (bits(i, seed) / 2 ** 32) * 2 - 1;
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** float32: offset + scale * value(i, seed), computed in double precision and rounded once. int32: floor(bits(i, seed) * limit / 2^32). */
export function fill(spec: TensorSpec): Float32Array | Int32Array {
  const count = elementCount(spec.shape);
  if (spec.dtype === 'int32') {
    const integers = new Int32Array(count);
    for (let i = 0; i < count; i += 1) {
      integers[i] = Math.floor((bits(i, spec.seed) * spec.limit) / 2 ** 32);
    }
    return integers;
  }
  const floats = new Float32Array(count);
  for (let i = 0; i < count; i += 1) floats[i] = spec.offset + spec.scale * value(i, spec.seed);
  return floats;
}

const largestSample = 65_536;

/**
 * What a contestant sends of an output: all of it, or elements 0, s, 2s, … of a large one,
 * s = ceil(count / 65,536) made odd, so that no column of a power-of-two table is always missed.
 */
export function sampled(values: Float32Array): Float32Array {
  const step = sampleStep(values.length);
  if (step === 1) return values;
  const sample = new Float32Array(Math.ceil(values.length / step));
  for (let i = 0; i < sample.length; i += 1) sample[i] = values[i * step] ?? 0;
  return sample;
}

export function sampleStep(count: number): number {
  const step = Math.max(1, Math.ceil(count / largestSample));
  return step % 2 === 0 ? step + 1 : step;
}
