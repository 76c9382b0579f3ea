import type { DecodedImage } from './decode-image.ts';

/** How a photo lies, as Exif numbers it: 1 upright, 3 upside down, 6 and 8 on its sides, the others mirrored. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** An image made upright. */
export function oriented(image: DecodedImage, orientation: Orientation): DecodedImage {
  if (orientation === 1) return image;
  const { channels, height, width, pixels } = image;
  const isOnSide = orientation >= 5;
  const isFromBelow = [3, 4, 6, 7].includes(orientation);
  const isFromRight = [2, 3, 7, 8].includes(orientation);
  const [newHeight, newWidth] = isOnSide ? [width, height] : [height, width];
  const out = new Uint8Array(pixels.length);
  let at = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < newHeight; y++) {
      for (let x = 0; x < newWidth; x++) {
        const [row, column] = isOnSide ? [x, y] : [y, x];
        const fromRow = isFromBelow ? height - 1 - row : row;
        const fromColumn = isFromRight ? width - 1 - column : column;
        out[at++] = pixels[(channel * height + fromRow) * width + fromColumn]!;
      }
    }
  }
  return { channels, height: newHeight, width: newWidth, pixels: out };
}
