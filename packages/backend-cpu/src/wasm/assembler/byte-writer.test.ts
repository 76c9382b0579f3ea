import { array, assert, bigInt, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteWriter } from './byte-writer.ts';

/** What is written to an empty writer. */
function written(write: (writer: ByteWriter) => void): number[] {
  const writer = new ByteWriter(1);
  write(writer);
  return [...writer.toBytes()];
}

const unsigned = (value: number) => written((writer) => writer.unsigned(value));
const signed = (value: number) => written((writer) => writer.signed(value));
const signed64 = (value: bigint) => written((writer) => writer.signed64(value));

/** Sum of the 7-bit groups, by the definition and not by shifts. */
function decode(bytes: readonly number[]): bigint {
  return bytes.reduce((sum, byte, i) => sum + BigInt(byte % 128) * 128n ** BigInt(i), 0n);
}

function onlyLastEnds(bytes: readonly number[]): boolean {
  return bytes.every((byte, i) => byte < 128 === (i === bytes.length - 1));
}

function checkSigned(bytes: readonly number[], value: bigint): void {
  const bits = 7 * bytes.length;
  expect(BigInt.asIntN(bits, decode(bytes))).toBe(value);
  expect(onlyLastEnds(bytes)).toBe(true);
  expect(BigInt.asIntN(bits - 7, value) === value && bits > 7).toBe(false);
}

describe('LEB128', () => {
  it('encodes the examples of the DWARF standard', () => {
    expect(unsigned(624485)).toEqual([0xe5, 0x8e, 0x26]);
    expect(signed(-123456)).toEqual([0xc0, 0xbb, 0x78]);
    expect([63, 64, -64, -65].map((value) => signed(value).length)).toEqual([1, 2, 1, 2]);
  });

  it('encodes every unsigned 32-bit integer in the fewest bytes', () => {
    assert(
      property(integer({ min: 0, max: 2 ** 32 - 1 }), (value) => {
        const bytes = unsigned(value);
        expect(decode(bytes)).toBe(BigInt(value));
        expect(onlyLastEnds(bytes)).toBe(true);
        expect(bytes.length === 1 || bytes.at(-1) !== 0).toBe(true);
      }),
    );
    expect(unsigned(2 ** 32 - 1)).toEqual([0xff, 0xff, 0xff, 0xff, 0x0f]);
  });

  it('encodes every signed integer of 32 and of 64 bits in the fewest bytes', () => {
    assert(
      property(integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (value) =>
        checkSigned(signed(value), BigInt(value)),
      ),
    );
    assert(
      property(bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) =>
        checkSigned(signed64(value), value),
      ),
    );
  });
});

describe('ByteWriter', () => {
  it('keeps the order while it grows', () => {
    assert(
      property(array(array(integer({ min: 0, max: 255 }), { maxLength: 40 })), (parts) => {
        const bytes = written((writer) => {
          for (const part of parts) {
            const own = new ByteWriter(0);
            for (const byte of part.slice(0, 3)) own.byte(byte);
            own.bytes(part.slice(3));
            writer.append(own);
          }
        });
        expect(bytes).toEqual(parts.flat());
      }),
    );
  });

  it('writes words lowest byte first', () => {
    expect(written((writer) => writer.word(0x80a1b2c3 | 0))).toEqual([0xc3, 0xb2, 0xa1, 0x80]);
  });
});
