/**
 * The offset of the first byte that begins no well-formed UTF-8 sequence, or −1 (Unicode 15, table 3-7: no overlong forms, no
 * surrogates, nothing above U+10FFFF, no sequence cut short).
 */
export function firstInvalidByte(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length;) {
    const lead = bytes[i]!;
    if (lead < 0x80) {
      i += 1;
      continue;
    }
    const length = sequenceLength(lead);
    if (length === 0 || !secondByteFits(lead, bytes[i + 1])) return i;
    for (let k = 2; k < length; k++) {
      const byte = bytes[i + k];
      if (byte === undefined || byte < 0x80 || byte > 0xbf) return i;
    }
    i += length;
  }
  return -1;
}

function sequenceLength(lead: number): 0 | 2 | 3 | 4 {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

function secondByteFits(lead: number, second: number | undefined): boolean {
  if (second === undefined) return false;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  return second >= low && second <= high;
}
