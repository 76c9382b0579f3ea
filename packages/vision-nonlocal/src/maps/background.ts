import { checkShapes, formatShape, scope, ShapeError, type Tensor } from '@rondo/tensor';
import { frameSizes, type Colour, type FrameSizes } from './picture.ts';

/** The colour of a place in a frame, both coordinates from 0 to 1. */
export type Background = (frame: number, y: number, x: number) => Colour;

/** An image, or the mean of the channels of x stretched to 0 … 1. */
export async function backgroundOf(
  where: string,
  x: Tensor,
  entry: number,
  image: Tensor | undefined,
): Promise<Background> {
  const sizes = x.shape.slice(2);
  const axes = sizes.map((_, i) => `axis${i}`);
  if (image) {
    checkShapes(where, { image: [image, ['channels', ...axes]] });
    const isColoured = image.shape[0] === 3;
    const { frames } = frameSizes(sizes);
    const own = frameSizes(image.shape.slice(1));
    if ((!isColoured && image.shape[0] !== 1) || own.frames !== frames) {
      throw new ShapeError(
        `${where}: expected an image of 1 or 3 channels and ${frames} frames, received ${formatShape(image.shape)}`,
        { image: image.shape, x: x.shape },
      );
    }
    return colours(await image.data(), own, image.shape[0]!);
  }
  const mean = scope(() => x.select(0, entry).mean(0));
  const data = await mean.data();
  mean.dispose();
  let [low, high] = [Infinity, -Infinity];
  for (const value of data) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const stretched = data.map((value) => (high > low ? (value - low) / (high - low) : 0.5));
  return colours(stretched, frameSizes(sizes), 1);
}

function colours(data: ArrayLike<number>, sizes: FrameSizes, channels: number): Background {
  const { frames, height, width } = sizes;
  return (frame, y, x) => {
    const place = (frame * height + Math.floor(y * height)) * width + Math.floor(x * width);
    const value = (channel: number): number =>
      data[Math.min(channel, channels - 1) * frames * height * width + place]!;
    return [value(0), value(1), value(2)];
  };
}
