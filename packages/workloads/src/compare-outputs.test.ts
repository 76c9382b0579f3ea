import { describe, expect, it } from 'vitest';
import { compareOutputs } from './compare-outputs.ts';

const reference = { a: Float32Array.of(1, -4, 2), b: Float32Array.of(0.5) };

describe('compareOutputs', () => {
  it('finds the largest error as a part of the largest magnitude', () => {
    const outputs = { a: Float32Array.of(1, -4, 2.5), b: Float32Array.of(0.5) };
    expect(compareOutputs(reference, outputs)).toEqual({ error: 0.125, where: 'a' });
    expect(compareOutputs(reference, reference)).toMatchObject({ error: 0 });
  });

  it.each([
    ['a missing output', { a: reference.a }, 'no output b'],
    ['too few numbers', { ...reference, a: Float32Array.of(1) }, 'a has 1 numbers, not 3'],
    ['NaN', { ...reference, b: Float32Array.of(NaN) }, 'b'],
    ['an infinity', { ...reference, b: Float32Array.of(Infinity) }, 'b'],
  ])('counts %s as infinitely wrong', (_name, outputs, where) => {
    expect(compareOutputs(reference, outputs)).toEqual({ error: Infinity, where });
  });

  it('does not pass a reference of NaN', () => {
    const broken = { a: Float32Array.of(NaN) };
    expect(compareOutputs(broken, { a: Float32Array.of(1) }).error).toBe(Infinity);
  });

  it('does not divide by nothing', () => {
    const zero = { a: Float32Array.of(0) };
    expect(compareOutputs(zero, zero).error).toBe(0);
    expect(compareOutputs(zero, { a: Float32Array.of(1e-9) }).error).toBe(Infinity);
  });
});
