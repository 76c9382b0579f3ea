import { DataError } from '../errors.ts';

/** Images of one size with a class each, as bytes. */
export interface LabelledImages {
  readonly count: number;
  /** 1 for grey, 3 for red, green and blue. */
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** `[count, channels, height, width]`, 0 to 255. */
  readonly pixels: Uint8Array;
  /** The number of each image's class. */
  readonly labels: Uint8Array | Int32Array;
  /** The names of the classes. */
  readonly classes: readonly string[];
}

/** How many bytes an image has. */
export function imageSize({
  channels,
  height,
  width,
}: Pick<LabelledImages, 'channels' | 'height' | 'width'>): number {
  return channels * height * width;
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

/** Some images and then others of the same size and classes. */
export function joinImages(parts: readonly LabelledImages[]): LabelledImages {
  const [first] = parts;
  if (!first) throw new DataError('joinImages: expected images to join, received none');
  for (const { channels, height, width, classes } of parts) {
    const isSame =
      [channels, height, width].join() === [first.channels, first.height, first.width].join();
    if (isSame && classes.join() === first.classes.join()) continue;
    throw new DataError(
      `joinImages: expected images of one size and the same classes, received ${first.channels} x ${first.height} x ${first.width} ` +
        `and ${channels} x ${height} x ${width}, ${first.classes.length} and ${classes.length} classes`,
      { first: first.classes, classes },
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
