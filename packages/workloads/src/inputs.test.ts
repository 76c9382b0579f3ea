import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bits, fill, sampled, sampleStep, value } from './inputs.ts';
import { float, integer, numbered } from './tensor-spec.ts';

/** The formula in whole numbers without limit, as it is written down. */
function plainBits(i: number, seed: number): number {
  const range = 2n ** 32n;
  let x = ((BigInt(i) + 1n) * 2654435761n + BigInt(seed) * 40503n) % range;
  x ^= x >> 16n;
  x = (x * 0x45d9f3bn) % range;
  return Number(x ^ (x >> 16n));
}

describe('bits', () => {
  it('follow the formula, beyond 2^53 too', () => {
    fc.assert(
      fc.property(fc.nat(20_000_000), fc.nat(200), (i, seed) => {
        expect(bits(i, seed)).toBe(plainBits(i, seed));
      }),
    );
  });
});

describe('fill', () => {
  it('spreads numbers evenly over [-1, 1) times the scale', () => {
    const [spec] = numbered([float('x', [100, 100], { scale: 2, offset: 1 })]);
    const values = fill(spec!) as Float32Array;
    expect(values).toHaveLength(10_000);
    expect(values[7]).toBe(Math.fround(1 + 2 * value(7, 1)));
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
    expect(mean).toBeCloseTo(1, 1);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...values)).toBeLessThan(3);
  });

  it('gives integers below the limit, all of them', () => {
    const [, spec] = numbered([float('x', [1]), integer('ids', [1000], 10)]);
    const values = fill(spec!);
    expect(values).toBeInstanceOf(Int32Array);
    expect(new Set(values)).toEqual(new Set(Array.from({ length: 10 }, (_, i) => i)));
  });

  it('differs from tensor to tensor', () => {
    const [a, b] = numbered([float('a', [50]), float('b', [50])]);
    expect(fill(a!)).not.toEqual(fill(b!));
  });
});

describe('sampled', () => {
  it('leaves small outputs whole', () => {
    const values = new Float32Array(65_536);
    expect(sampled(values)).toBe(values);
  });

  it('takes at most 65,536 numbers, an odd step apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 65_537, max: 2 ** 26 }), (count) => {
        const step = sampleStep(count);
        expect(step % 2).toBe(1);
        expect(Math.ceil(count / step)).toBeLessThanOrEqual(65_536);
      }),
    );
    const values = Float32Array.from({ length: 200_000 }, (_, i) => i);
    expect([...sampled(values).subarray(0, 3)]).toEqual([0, 5, 10]);
  });
});
