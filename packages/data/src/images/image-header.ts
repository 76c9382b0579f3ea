import type { Orientation } from './orientation.ts';

/** What the beginning of a file says of its image. */
export interface ImageHeader {
  readonly format: 'png' | 'jpeg';
  /** 0 where it is not said. */
  readonly height: number;
  readonly width: number;
  readonly orientation: Orientation;
}

/** The header of a PNG or a JPEG; undefined for other formats. */
export function headerOf(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const startsWith = (...start: number[]): boolean => start.every((byte, i) => bytes[i] === byte);
  if (startsWith(0x89, 0x50, 0x4e, 0x47)) return pngHeader(view);
  return startsWith(0xff, 0xd8) ? jpegHeader(view) : undefined;
}

function pngHeader(view: DataView): ImageHeader {
  const isThere = view.byteLength >= 24;
  const [width, height] = isThere ? [view.getUint32(16), view.getUint32(20)] : [0, 0];
  return { format: 'png', height, width, orientation: 1 };
}

/** Looks through the segments up to the frame: a marker, a length that counts itself, and so many bytes. */
function jpegHeader(view: DataView): ImageHeader {
  let orientation: Orientation = 1;
  for (let at = 2; at + 9 <= view.byteLength && view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1);
    if (isFrame(marker)) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      return { format: 'jpeg', height, width, orientation };
    }
    // Bytes of filling may stand before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (marker === 0xe1) {
      const end = Math.min(at + 2 + length, view.byteLength);
      orientation = exifOrientation(segment(view, at + 4, end)) ?? orientation;
    }
    at += 2 + length;
  }
  return { format: 'jpeg', height: 0, width: 0, orientation };
}

/** Start of frame: C0 to CF but for tables and what is reserved. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function segment(view: DataView, from: number, end: number): DataView {
  return new DataView(view.buffer, view.byteOffset + from, Math.max(0, end - from));
}

const orientationTag = 0x0112;

/** The orientation that an Exif segment tells; undefined where it tells none. Source: Exif 2.3, section 4.6. */
function exifOrientation(exif: DataView): Orientation | undefined {
  // Exif, two zeros, and a TIFF file: its byte order, 42, and where its first list of tags is.
  if (exif.byteLength < 14 || exif.getUint32(0) !== 0x45786966) return undefined;
  const tiff = segment(exif, 6, exif.byteLength);
  const isLittle = tiff.getUint16(0) === 0x4949;
  const first = tiff.getUint32(4, isLittle);
  if (first + 2 > tiff.byteLength) return undefined;
  const count = tiff.getUint16(first, isLittle);
  for (let i = 0; i < count; i++) {
    const at = first + 2 + 12 * i;
    if (at + 12 > tiff.byteLength) return undefined;
    if (tiff.getUint16(at, isLittle) !== orientationTag) continue;
    const value = tiff.getUint16(at + 8, isLittle);
    return value >= 1 && value <= 8 ? (value as Orientation) : undefined;
  }
  return undefined;
}
