import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstInvalidByte } from './utf8.ts';

const decodes = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

describe('firstInvalidByte', () => {
  it.each([
    ['an overlong slash', [0x41, 0xc0, 0xaf], 1],
    ['a surrogate', [0xed, 0xa0, 0x80], 0],
    ['above U+10FFFF', [0x41, 0x42, 0xf4, 0x90, 0x80, 0x80], 2],
    ['a cut sequence', [0xc3, 0xa4, 0xe4, 0xbd], 2],
    ['a lone continuation', [0x7f, 0x80], 1],
    ['the last code point', [0xf4, 0x8f, 0xbf, 0xbf], -1],
  ])('finds %s', (_, bytes, at) => {
    expect(firstInvalidByte(Uint8Array.from(bytes))).toBe(at);
  });

  it('agrees with TextDecoder on what is valid, and up to where', () => {
    const byte = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(0xe0, 0xed, 0xf0, 0xf4, 0x80, 0xbf, 0x9f),
    );
    fc.assert(
      fc.property(fc.array(byte), fc.string({ unit: 'binary' }), (tail, text) => {
        const bytes = Uint8Array.from([...new TextEncoder().encode(text), ...tail]);
        const at = firstInvalidByte(bytes);
        expect(at < 0).toBe(decodes(bytes));
        expect(at < 0 || decodes(bytes.subarray(0, at))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
