import { DataError } from '../errors.ts';
import { headerOf, type ImageHeader } from './image-header.ts';
import type { PixelSizes } from './labelled-images.ts';
import { oriented } from './orientation.ts';

/** An image as bytes `[channels, height, width]`. */
export interface DecodedImage extends Omit<PixelSizes, 'frames'> {
  readonly pixels: Uint8Array;
}

export interface DecodeImageOptions {
  /** What errors call it. */
  readonly name?: string;
  /** 3 for colours, 1 for grey. Default 3; what is transparent is taken as if it were not. */
  readonly channels?: 1 | 3;
}

/** Pixels one after the other, each of some channels. */
interface Interleaved {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: ArrayLike<number>;
}

/** More take gigabytes and many seconds. */
const mostMegapixels = 64;

/**
 * Decodes a PNG or JPEG, in Node as in browsers; a photo is turned as its Exif orientation says. The decoder is loaded when it is first needed.
 * @throws DataError for other formats, for files that are damaged or cut short, and for more than 64 million pixels.
 */
export async function decodeImage(
  bytes: Uint8Array,
  { name = 'the image', channels = 3 }: DecodeImageOptions = {},
): Promise<DecodedImage> {
  const header = headerOf(bytes);
  if (!header) {
    const start = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0'));
    throw new DataError(
      `${name}: expected a PNG or a JPEG, received a file that begins with ${start.join(' ') || 'nothing'}; convert it first`,
      { name, bytes: bytes.length },
    );
  }
  requireDecodable(header, name);
  const { format, orientation } = header;
  let image: Interleaved;
  try {
    image = await (format === 'png' ? decodePng(bytes) : decodeJpeg(bytes));
    if (image.width * image.height === 0) {
      throw new DataError(`${image.height} x ${image.width} pixels`);
    }
  } catch (error) {
    throw new DataError(
      `${name}: the image is damaged or cut short (${error instanceof Error ? error.message : String(error)}); get it again, or leave it out`,
      { name, bytes: bytes.length },
      error,
    );
  }
  return oriented(planesOf(image, channels), orientation);
}

function requireDecodable({ height, width }: ImageHeader, name: string): void {
  if (height * width <= mostMegapixels * 1e6) return;
  throw new DataError(
    `${name}: ${height} x ${width} pixels are too large, at most ${mostMegapixels} million can be decoded; resize it first`,
    { name, height, width },
  );
}

/** Of a PNG. */
const colourTypeAt = 25;
const indexedColours = 3;

async function decodePng(bytes: Uint8Array): Promise<Interleaved> {
  const { convertIndexedToRgb, decode } = await import('fast-png');
  const image = decode(bytes, { checkCrc: true });
  const { width, height, channels, depth, palette } = image;
  if (!palette && bytes[colourTypeAt] === indexedColours) {
    throw new DataError('no palette for an image of palette colours');
  }
  if (palette) {
    return { width, height, channels: palette[0]?.length ?? 3, data: convertIndexedToRgb(image) };
  }
  const most = 2 ** depth - 1;
  const data = depth < 8 ? unpacked(image.data, width, height, depth) : image.data;
  return {
    width,
    height,
    channels,
    data: depth === 8 ? data : Uint8Array.from(data, (value) => Math.round((255 * value) / most)),
  };
}

/** The pixels of a grey image of which several share a byte; rows begin at a byte. */
function unpacked(
  data: ArrayLike<number>,
  width: number,
  height: number,
  depth: number,
): Uint8Array {
  const rowBytes = Math.ceil((width * depth) / 8);
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const bit = (i % width) * depth;
    const byte = data[Math.floor(i / width) * rowBytes + (bit >>> 3)]!;
    return (byte >>> (8 - depth - (bit & 7))) & (2 ** depth - 1);
  });
}

async function decodeJpeg(bytes: Uint8Array): Promise<Interleaved> {
  const { default: jpeg } = await import('jpeg-js');
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: mostMegapixels,
    maxMemoryUsageInMB: 2048,
  });
  return { width, height, channels: 3, data };
}

/** Channels apart, of as many as wanted; a channel of transparency is left out. */
function planesOf({ width, height, channels, data }: Interleaved, wanted: 1 | 3): DecodedImage {
  const area = width * height;
  const isGrey = channels < 3;
  const pixels = new Uint8Array(wanted * area);
  for (let i = 0; i < area; i++) {
    const at = i * channels;
    const [red, green, blue] = [0, 1, 2].map((c) => data[at + (isGrey ? 0 : c)]!) as [
      number,
      number,
      number,
    ];
    if (wanted === 3) {
      pixels[i] = red;
      pixels[area + i] = green;
      pixels[2 * area + i] = blue;
    } else pixels[i] = isGrey ? red : Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  }
  return { channels: wanted, height, width, pixels };
}
