import { describe, expect, it } from 'vitest';
import { normalsFromBits, philox, philox4x32, uniformFromBits, type Block } from './philox.ts';

const hex = (words: Block): string =>
  words.map((word) => word.toString(16).padStart(8, '0')).join(' ');

describe('philox4x32', () => {
  // Known answers published with the Random123 library (kat_vectors, philox4x32, 10 rounds).
  it.each([
    [[0, 0, 0, 0, 0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [Array<number>(6).fill(0xffffffff), '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0],
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    ],
  ])('gives the known answer for %j', (words, answer) => {
    const [c0, c1, c2, c3, k0, k1] = words as [number, number, number, number, number, number];
    expect(hex(philox4x32(c0, c1, c2, c3, k0, k1))).toBe(answer);
  });
});

describe('philox', () => {
  it('splits seed and block into words, low word first', () => {
    expect(philox(0, 0)).toEqual(philox4x32(0, 0, 0, 0, 0, 0));
    const seed = 0x12345 * 2 ** 32 + 0x89abcdef;
    const block = 0xfedc * 2 ** 32 + 0xffffffff;
    expect(philox(seed, block)).toEqual(philox4x32(0xffffffff, 0xfedc, 0, 0, 0x89abcdef, 0x12345));
  });

  it('gives other numbers for every block and seed', () => {
    const blocks = Array.from({ length: 50 }, (_, i) => [philox(7, i), philox(i + 8, 0)]).flat();
    expect(new Set(blocks.map(hex)).size).toBe(100);
  });
});

describe('uniformFromBits', () => {
  it('is on [0, 1), exactly in float32', () => {
    expect(uniformFromBits(0)).toBe(0);
    expect(uniformFromBits(0xffffffff)).toBe(1 - 2 ** -24);
    expect(Math.fround(uniformFromBits(0x12345678))).toBe(uniformFromBits(0x12345678));
  });
});

describe('normalsFromBits', () => {
  it('is finite for all bits', () => {
    const [a, b] = normalsFromBits(0, 0xffffffff);
    expect(a).toBeCloseTo(Math.sqrt(48 * Math.LN2), 6);
    expect(Math.abs(b)).toBeLessThan(1e-5);
    expect(normalsFromBits(0xffffffff, 0).map(Math.abs)).toEqual([0, 0]);
  });

  it('has the moments of a standard normal distribution', () => {
    const numbers = Array.from({ length: 5000 }, (_, block) => {
      const [a, b, c, d] = philox(3, block);
      return [...normalsFromBits(a, b), ...normalsFromBits(c, d)];
    }).flat();
    const moment = (power: number) =>
      numbers.reduce((sum, x) => sum + x ** power, 0) / numbers.length;
    expect(moment(1)).toBeCloseTo(0, 1);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.03);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.3);
  });
});
