const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  return value;
});

/** The checksum of zip archives: CRC-32 with the reversed polynomial 0xedb88320 (ISO 3309). */
export function crc32(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) {
    rest = (rest >>> 8) ^ table[(rest ^ bytes[at]!) & 0xff]!;
  }
  return ~rest >>> 0;
}
