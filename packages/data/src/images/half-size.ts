import { DataError } from '../errors.ts';
import { imageSize, type LabelledImages } from './labelled-images.ts';

/**
 * Images of half the height and width: each pixel the rounded mean of 2 x 2.
 * @throws DataError for an odd height or width.
 */
export function halfSize(images: LabelledImages): LabelledImages {
  const { count, channels, height, width, pixels } = images;
  if (height % 2 !== 0 || width % 2 !== 0) {
    throw new DataError(
      `halfSize: expected an even height and width, received ${height} x ${width}`,
      {
        height,
        width,
      },
    );
  }
  const half = { channels, height: height / 2, width: width / 2 };
  const out = new Uint8Array(count * imageSize(half));
  let at = 0;
  for (let row = 0; row < count * channels * height; row += 2) {
    for (let x = 0; x < width; x += 2) {
      const start = row * width + x;
      const below = start + width;
      const sum = pixels[start]! + pixels[start + 1]! + pixels[below]! + pixels[below + 1]!;
      out[at++] = Math.round(sum / 4);
    }
  }
  return { ...images, ...half, pixels: out };
}
