/** The most bytes of a number: 21 digits, as of 1e20, and a sign. */
export const mostDecimalBytes = 22;

const [minus, point, zero] = [0x2d, 0x2e, 0x30];
const powers = Float64Array.from({ length: 13 }, (_, n) => 10 ** n);

/**
 * Writes a float32 number with the digits of `Number(value.toPrecision(9))`, which tell any two of them apart: the place behind it.
 * A zero keeps its sign.
 */
export function writeDecimal(value: number, to: Uint8Array, at: number): number {
  let end = at;
  if (value < 0 || Object.is(value, -0)) to[end++] = minus;
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e8) return writeText(String(Number(size.toPrecision(9))), to, end);
  let places = 1;
  while (size * powers[places]! < 1e8) places += 1;
  // 24 bits times 5¹² are exact in the 53 of a number, so this rounds as `toPrecision` does.
  let digits = Math.round(size * powers[places]!);
  const whole = Math.floor(digits / powers[places]!);
  digits -= whole * powers[places]!;
  end = writeWhole(whole, 1, to, end);
  if (digits === 0) return end;
  while (digits % 10 === 0) {
    digits /= 10;
    places -= 1;
  }
  to[end++] = point;
  return writeWhole(digits, places, to, end);
}

/** Writes a whole number with at least so many digits. */
function writeWhole(value: number, least: number, to: Uint8Array, at: number): number {
  let count = least;
  while (value >= powers[count]!) count += 1;
  let left = value;
  for (let i = at + count - 1; i >= at; i--) {
    const rest = Math.floor(left / 10);
    to[i] = zero + left - 10 * rest;
    left = rest;
  }
  return at + count;
}

function writeText(text: string, to: Uint8Array, at: number): number {
  for (let i = 0; i < text.length; i++) to[at + i] = text.charCodeAt(i);
  return at + text.length;
}
