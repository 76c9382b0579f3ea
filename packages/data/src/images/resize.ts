import { DataError, requireInteger } from '../errors.ts';
import type { DecodedImage } from './decode-image.ts';

export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/**
 * An image in another size: each new pixel a mean of those around its place, weighted by a triangle that is as wide as a new pixel, but
 * not narrower than an old one (bilinear, without aliasing where it shrinks).
 */
export function resizeImage(image: DecodedImage, { height, width }: ImageSize): DecodedImage {
  requireInteger('height', height, 1);
  requireInteger('width', width, 1);
  if (height === image.height && width === image.width) return image;
  const across = triangles(image.width, width);
  const down = triangles(image.height, height);
  const rows = new Float32Array(image.channels * image.height * width);
  for (let row = 0; row < image.channels * image.height; row++) {
    for (const [x, { first, weights }] of across.entries()) {
      let sum = 0;
      for (const [i, weight] of weights.entries()) {
        sum += weight * image.pixels[row * image.width + first + i]!;
      }
      rows[row * width + x] = sum;
    }
  }
  const pixels = new Uint8Array(image.channels * height * width);
  for (let channel = 0; channel < image.channels; channel++) {
    for (const [y, { first, weights }] of down.entries()) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (const [i, weight] of weights.entries()) {
          sum += weight * rows[(channel * image.height + first + i) * width + x]!;
        }
        pixels[(channel * height + y) * width + x] = Math.round(sum);
      }
    }
  }
  return { channels: image.channels, height, width, pixels };
}

/** For each place of a new axis, which old ones it is made of. */
function triangles(from: number, to: number): { first: number; weights: number[] }[] {
  const scale = from / to;
  const reach = Math.max(1, scale);
  return Array.from({ length: to }, (_, place) => {
    const centre = (place + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach));
    const end = Math.min(from, Math.ceil(centre + reach));
    const weights = Array.from({ length: end - first }, (__, i) =>
      Math.max(0, 1 - Math.abs(first + i + 0.5 - centre) / reach),
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/**
 * The middle of an image.
 * @throws DataError where it is smaller than that.
 */
export function centerCrop(image: DecodedImage, { height, width }: ImageSize): DecodedImage {
  if (image.height < height || image.width < width) {
    throw new DataError(
      `centerCrop: expected an image of at least ${height} x ${width}, received ${image.height} x ${image.width}; resize it first`,
      { image: [image.height, image.width], height, width },
    );
  }
  const top = Math.floor((image.height - height) / 2);
  const left = Math.floor((image.width - width) / 2);
  const pixels = new Uint8Array(image.channels * height * width);
  for (let channel = 0; channel < image.channels; channel++) {
    for (let y = 0; y < height; y++) {
      const start = (channel * image.height + top + y) * image.width + left;
      pixels.set(image.pixels.subarray(start, start + width), (channel * height + y) * width);
    }
  }
  return { channels: image.channels, height, width, pixels };
}

/** Makes an image just as large as needed to cover a size, and takes its middle. */
export function fitImage(image: DecodedImage, size: ImageSize): DecodedImage {
  const scale = Math.max(size.height / image.height, size.width / image.width);
  const covering = {
    height: Math.max(size.height, Math.round(image.height * scale)),
    width: Math.max(size.width, Math.round(image.width * scale)),
  };
  return centerCrop(resizeImage(image, covering), size);
}
