import { deflateSync } from 'node:zlib';

export interface PngParts {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** 0 grey, 2 colours, 3 palette, 4 grey and alpha, 6 colours and alpha. */
  readonly colorType: number;
  /** The bytes of each row. */
  readonly rows: readonly (readonly number[])[];
  readonly palette?: readonly number[];
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** A number as four bytes, the most significant first. */
function word(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

/** The bytes of a PNG, written chunk by chunk. */
export function png({ width, height, depth, colorType, rows, palette }: PngParts): Uint8Array {
  const chunk = (type: string, data: Iterable<number>): number[] => {
    const body = [...Buffer.from(type), ...data];
    return [...word(body.length - 4), ...body, ...word(crc(body))];
  };
  const filtered = Uint8Array.from(rows.flatMap((row) => [0, ...row]));
  return Uint8Array.from([
    ...signature,
    ...chunk('IHDR', [...word(width), ...word(height), depth, colorType, 0, 0, 0]),
    ...(palette ? chunk('PLTE', palette) : []),
    ...chunk('IDAT', deflateSync(filtered)),
    ...chunk('IEND', []),
  ]);
}

function crc(bytes: readonly number[]): number {
  let rest = ~0;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  }
  return ~rest >>> 0;
}

/** A PNG of colours `[height][width][3]`. */
export function colourPng(pixels: readonly (readonly (readonly number[])[])[]): Uint8Array {
  return png({
    width: pixels[0]!.length,
    height: pixels.length,
    depth: 8,
    colorType: 2,
    rows: pixels.map((row) => row.flat()),
  });
}
