import { DataError } from '../errors.ts';

/** The sizes of an image, or of a clip. */
export interface PixelSizes {
  /** 1 for grey, 3 for red, green and blue. */
  readonly channels: number;
  /** Of a clip; an image has none. */
  readonly frames?: number | undefined;
  readonly height: number;
  readonly width: number;
}

/** Images or clips of one size with a class each, as bytes. */
export interface LabelledImages extends PixelSizes {
  readonly count: number;
  /** `[count, channels, height, width]`, or `[count, channels, frames, height, width]`, 0 to 255. */
  readonly pixels: Uint8Array;
  /** The number of each one's class. */
  readonly labels: Uint8Array | Int32Array;
  /** The names of the classes. */
  readonly classes: readonly string[];
}

/** How many bytes an image or a clip has. */
export function imageSize({ channels, frames = 1, height, width }: PixelSizes): number {
  return channels * frames * height * width;
}

/** As errors write sizes: `3 x 32 x 32`. */
function formatSizes({ channels, frames, height, width }: PixelSizes): string {
  return [channels, frames, height, width].filter((size) => size !== undefined).join(' x ');
}

/** The images from `first` up to but without `end`; nothing is copied. */
export function sliceImages(images: LabelledImages, first: number, end: number): LabelledImages {
  const size = imageSize(images);
  const [from, to] = [first, end].map((at) => Math.max(0, Math.min(images.count, at)));
  return {
    ...images,
    count: Math.max(0, to! - from!),
    pixels: images.pixels.subarray(from! * size, to! * size),
    labels: images.labels.subarray(from, to),
  };
}

/**
 * Some images and then others.
 * @throws DataError unless all have one size and the same classes.
 */
export function joinImages(parts: readonly LabelledImages[]): LabelledImages {
  const [first] = parts;
  if (!first) throw new DataError('joinImages: expected images to join, received none');
  for (const part of parts) {
    const isSame = formatSizes(part) === formatSizes(first);
    if (isSame && part.classes.join() === first.classes.join()) continue;
    throw new DataError(
      `joinImages: expected images of one size and the same classes, received ${formatSizes(first)} and ${formatSizes(part)}, ` +
        `${first.classes.length} and ${part.classes.length} classes`,
      { first: first.classes, classes: part.classes },
    );
  }
  const pixels = new Uint8Array(parts.reduce((sum, part) => sum + part.pixels.length, 0));
  const labels = new Int32Array(parts.reduce((sum, part) => sum + part.count, 0));
  let at = 0;
  for (const part of parts) {
    pixels.set(part.pixels, at * imageSize(first));
    labels.set(part.labels, at);
    at += part.count;
  }
  return { ...first, count: at, pixels, labels };
}
