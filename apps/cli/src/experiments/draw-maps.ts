import { tensor, type Tensor } from '@rondo/tensor';
import { drawSimilarityMaps, type MappedBlock } from '@rondo/vision-nonlocal';

/**
 * The maps of the first image or clip of some: of five places of an image, or of the middle of each frame, the last one first.
 * @param seen what the block is given.
 * @param pixels `[N, C, ..]` from 0 to 1, of this shape.
 */
export async function drawMaps(
  block: MappedBlock,
  seen: Tensor,
  pixels: Float32Array,
  shape: readonly number[],
): Promise<Uint8Array> {
  const queries = seen.rank === 5 ? middles(seen.shape) : places(seen.shape);
  const size = shape.slice(1).reduce((product, own) => product * own, 1);
  const first = pixels.slice(0, size).map((value) => Math.max(0, Math.min(1, value)));
  const image = tensor(first, { shape: shape.slice(1) });
  try {
    return await drawSimilarityMaps(block, seen, { queries, image, pixels: 20 });
  } finally {
    image.dispose();
  }
}

function middles(shape: readonly number[]): number[][] {
  const [frames, height, width] = shape.slice(2) as [number, number, number];
  const middle = [Math.floor(height / 2), Math.floor(width / 2)];
  return [frames - 1, ...Array(frames - 1).keys()].map((frame) => [frame, ...middle]);
}

/** The middle, and the middles of the four quarters. */
function places(shape: readonly number[]): number[][] {
  const [height, width] = shape.slice(2) as [number, number];
  return [
    [1 / 2, 1 / 2],
    [1 / 4, 1 / 4],
    [1 / 4, 3 / 4],
    [3 / 4, 1 / 4],
    [3 / 4, 3 / 4],
  ].map(([y, x]) => [Math.floor(y! * height), Math.floor(x! * width)]);
}
