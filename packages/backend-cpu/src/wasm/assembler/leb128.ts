/** Bytes of a non-negative integer in unsigned LEB128 (WebAssembly Core Specification, section 5.2.2). */
export function unsignedLeb128(value: number | bigint): number[] {
  if (typeof value === 'number' && value >= 0 && value < 2 ** 31) return smallLeb128(value);
  let rest = BigInt(value);
  if (rest < 0n) throw new RangeError(`unsignedLeb128: expected value >= 0, received ${value}`);
  const bytes: number[] = [];
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return bytes;
}

/** Bytes of an integer in signed LEB128 (WebAssembly Core Specification, section 5.2.2). */
export function signedLeb128(value: number | bigint): number[] {
  if (value >= -64 && value < 64) return [Number(value) & 0x7f];
  let rest = BigInt(value);
  const bytes: number[] = [];
  // The last group holds the sign in its bit 6.
  while (rest < -0x40n || rest >= 0x40n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest & 0x7fn));
  return bytes;
}

/** As `unsignedLeb128`, without the time that large integers take. */
function smallLeb128(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return bytes;
}
