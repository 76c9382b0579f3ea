import { DataError } from '../errors.ts';
import { Random, shuffle } from '../random/random.ts';
import { imageSize, type LabelledImages } from './labelled-images.ts';

export interface SplitImagesOptions {
  /** Share of each class that is the test, between 0 and 1. Default 0.2. */
  readonly share?: number;
  /** Decides which ones. Default 0. */
  readonly seed?: number;
}

/**
 * Images or clips to learn from and to be judged by: of each class the same share, at least one of either.
 * @throws DataError for a class of fewer than two, and a share that is not between 0 and 1.
 */
export function splitImages(
  images: LabelledImages,
  { share = 0.2, seed = 0 }: SplitImagesOptions = {},
): { readonly train: LabelledImages; readonly test: LabelledImages } {
  if (!(share > 0 && share < 1)) {
    throw new DataError(`splitImages: expected a share between 0 and 1, received ${share}`, {
      share,
    });
  }
  const [train, test]: [number[], number[]] = [[], []];
  for (const [label, name] of images.classes.entries()) {
    const own = [...images.labels.keys()].filter((n) => images.labels[n] === label);
    if (own.length === 0) continue;
    if (own.length < 2) {
      throw new DataError(
        `splitImages: ${name} has one example, and two are needed, to learn from and to be judged by; add some, or leave the class out`,
        { class: name, count: own.length },
      );
    }
    shuffle(own, new Random(seed, label));
    const count = Math.max(1, Math.min(own.length - 1, Math.round(share * own.length)));
    test.push(...own.slice(0, count));
    train.push(...own.slice(count));
  }
  return { train: pickImages(images, train), test: pickImages(images, test) };
}

/** The images with these numbers, in their own order. */
function pickImages(images: LabelledImages, numbers: readonly number[]): LabelledImages {
  const sorted = numbers.toSorted((a, b) => a - b);
  const size = imageSize(images);
  const pixels = new Uint8Array(sorted.length * size);
  for (const [n, from] of sorted.entries()) {
    pixels.set(images.pixels.subarray(from * size, (from + 1) * size), n * size);
  }
  const labels = Int32Array.from(sorted, (n) => images.labels[n]!);
  return { ...images, count: sorted.length, pixels, labels };
}
