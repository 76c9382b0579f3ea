import { checkOptions } from '@rondo/layers-core';
import { RangeFault, scope, type Tensor } from '@rondo/tensor';
import { checkCounts } from '../check-values.ts';
import { placesOf, type Position } from '../positions.ts';
import { backgroundOf, type Background } from './background.ts';
import { frameSizes, overlaid, Picture, type Colour, type FrameSizes } from './picture.ts';

/** What of a block a picture needs. */
export interface MappedBlock {
  similarityMaps(x: Tensor, options: { readonly queries: readonly Position[] }): Tensor;
  keySizes(sizes: readonly number[]): number[];
}

export interface DrawMapsOptions {
  /** The positions whose maps are drawn, a row of the picture for each. */
  readonly queries: readonly Position[];
  /** Which entry of the batch (0). */
  readonly entry?: number;
  /** What is drawn beneath, from 0 to 1: `[1 | 3, ..]` with as many frames as x; the mean of x's channels unless told otherwise. */
  readonly image?: Tensor;
  /** Pixels along each side of a position (8). */
  readonly pixels?: number;
}

const gap = 4;
const white: Colour = [1, 1, 1];
const marked: Colour = [1, 0, 1];

/**
 * A picture of what a block's query positions take of all positions, as a PNG: a row for each query, a column for each frame, and before
 * them, marked magenta, the query in its frame. The brightest position of a row is that of its largest value.
 *
 * x `[N, C, ..]` is what the block is given.
 * @throws RangeFault for queries and an entry outside x; ShapeError for an image with other frames.
 */
export async function drawSimilarityMaps(
  block: MappedBlock,
  x: Tensor,
  options: DrawMapsOptions,
): Promise<Uint8Array> {
  const where = 'drawSimilarityMaps';
  checkOptions(where, options, ['queries', 'entry', 'image', 'pixels']);
  const { queries, entry = 0, pixels = 8 } = options;
  checkCounts(where, { pixels });
  checkCounts(where, { entry }, 0);
  if (entry >= x.shape[0]!) {
    throw new RangeFault(`${where}: expected an entry of ${x.shape[0]}, received ${entry}`, {
      entry,
      entries: x.shape[0],
    });
  }
  const sizes = x.shape.slice(2);
  const places = placesOf(
    where,
    queries,
    sizes,
    sizes.map((_, i) => `axis ${i}`),
  );
  const beneath = await backgroundOf(where, x, entry, options.image);
  const maps = scope(() => block.similarityMaps(x.narrow(0, entry, 1), { queries }));
  const values = await maps.data();
  maps.dispose();
  const picture = drawn(places, [...values], {
    positions: frameSizes(sizes),
    keys: frameSizes(block.keySizes(sizes)),
    beneath,
    pixels,
  });
  // Loaded only by who draws.
  const { encode } = await import('fast-png');
  return encode({ width: picture.width, height: picture.height, data: picture.data, channels: 3 });
}

interface Layout {
  readonly positions: FrameSizes;
  readonly keys: FrameSizes;
  readonly beneath: Background;
  readonly pixels: number;
}

function drawn(
  places: readonly number[],
  values: readonly number[],
  { positions, keys, beneath, pixels }: Layout,
): Picture {
  const { frames, height, width } = positions;
  const [wide, high] = [width * pixels, height * pixels];
  const picture = new Picture(
    (frames + 1) * (wide + gap) - gap,
    Math.max(1, places.length * (high + gap) - gap),
  );
  picture.fill(0, 0, picture.width, picture.height, () => white);
  const perMap = keys.frames * keys.height * keys.width;
  for (const [row, place] of places.entries()) {
    const map = values.slice(row * perMap, (row + 1) * perMap).map((value) => Math.max(0, value));
    const largest = map.reduce((most, value) => Math.max(most, value), Number.MIN_VALUE);
    const top = row * (high + gap);
    const own = Math.floor(place / (height * width));
    const [y, x] = [Math.floor((place % (height * width)) / width), place % width];
    const isQuery = (px: number, py: number): boolean =>
      Math.floor(py / pixels) === y && Math.floor(px / pixels) === x;
    picture.fill(0, top, wide, high, (px, py) =>
      isQuery(px, py) ? marked : beneath(own, py / high, px / wide),
    );
    for (let frame = 0; frame < frames; frame++) {
      picture.fill((frame + 1) * (wide + gap), top, wide, high, (px, py) => {
        const key = keyAt(keys, positions, [
          frame,
          Math.floor(py / pixels),
          Math.floor(px / pixels),
        ]);
        return overlaid(beneath(frame, py / high, px / wide), map[key]! / largest);
      });
    }
  }
  return picture;
}

/** The column of a map that a position belongs to; those that pooling left over belong to the last. */
function keyAt(
  keys: FrameSizes,
  positions: FrameSizes,
  [t, y, x]: readonly [number, number, number],
): number {
  const frame = pooledPlace(t, keys.frames, positions.frames);
  const row = pooledPlace(y, keys.height, positions.height);
  return (frame * keys.height + row) * keys.width + pooledPlace(x, keys.width, positions.width);
}

function pooledPlace(at: number, own: number, all: number): number {
  return Math.min(Math.floor(at / Math.floor(all / own)), own - 1);
}
