import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mostDecimalBytes, writeDecimal } from './decimal.ts';

function written(value: number): string {
  const bytes = new Uint8Array(mostDecimalBytes);
  return new TextDecoder().decode(bytes.subarray(0, writeDecimal(value, bytes, 0)));
}

const expected = (value: number): string =>
  (Object.is(value, -0) ? '-' : '') + String(Number(value.toPrecision(9)));

it.each([
  [0, '0'],
  [-0, '-0'],
  [0.5, '0.5'],
  [-12, '-12'],
  [Math.fround(0.1), '0.100000001'],
  [Math.fround(99_999_999.5), '100000000'],
  [Math.fround(-1e-5), '-0.00000999999975'],
  [Math.fround(1e-40), '9.9999461e-41'],
  [Math.fround(1e20), '100000002000000000000'],
  [-3.4028234663852886e38, '-3.40282347e+38'],
])('writes %d as %s', (value, text) => expect(written(value)).toBe(text));

it('has the nine digits of toPrecision, which give the same bits', () => {
  const numbers = [
    fc.float({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: -9, max: 9, noNaN: true }).map(Math.fround),
    fc.double({ min: -5, max: 9, noNaN: true }).map((power) => Math.fround(10 ** power)),
    fc.integer({ min: -(2 ** 27), max: 2 ** 27 }).map((n) => Math.fround(n / 2 ** 20)),
  ];
  fc.assert(
    fc.property(fc.oneof(...numbers), (value) => {
      expect(written(value)).toBe(expected(value));
      expect(Object.is(Math.fround(Number(written(value))), value)).toBe(true);
    }),
    { numRuns: 3000 },
  );
});
