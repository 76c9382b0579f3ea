import { assert, bigInt, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signedLeb128, unsignedLeb128 } from './leb128.ts';

/** Sum of the 7-bit groups, by the definition and not by shifts. */
function decode(bytes: readonly number[]): bigint {
  return bytes.reduce((sum, byte, i) => sum + BigInt(byte % 128) * 128n ** BigInt(i), 0n);
}

function onlyLastEnds(bytes: readonly number[]): boolean {
  return bytes.every((byte, i) => byte < 128 === (i === bytes.length - 1));
}

describe('LEB128', () => {
  it('encodes the examples of the DWARF standard', () => {
    expect(unsignedLeb128(624485)).toEqual([0xe5, 0x8e, 0x26]);
    expect(signedLeb128(-123456)).toEqual([0xc0, 0xbb, 0x78]);
    expect([63, 64, -64, -65].map((value) => signedLeb128(value).length)).toEqual([1, 2, 1, 2]);
  });

  it('encodes every unsigned 64-bit integer in the fewest bytes', () => {
    assert(
      property(bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
        const bytes = unsignedLeb128(value);
        expect(decode(bytes)).toBe(value);
        expect(onlyLastEnds(bytes)).toBe(true);
        expect(bytes.length === 1 || bytes.at(-1) !== 0).toBe(true);
      }),
    );
  });

  it('encodes every signed 64-bit integer in the fewest bytes', () => {
    assert(
      property(bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const bytes = signedLeb128(value);
        const bits = 7 * bytes.length;
        expect(BigInt.asIntN(bits, decode(bytes))).toBe(value);
        expect(onlyLastEnds(bytes)).toBe(true);
        expect(BigInt.asIntN(bits - 7, value) === value && bits > 7).toBe(false);
      }),
    );
  });

  it('rejects a negative unsigned integer', () => {
    expect(() => unsignedLeb128(-1)).toThrow('expected value >= 0, received -1');
  });
});
