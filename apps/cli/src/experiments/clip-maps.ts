import { noGrad } from '@rondo/autograd';
import { inMode } from '@rondo/layers-core';
import { scope, tensor, type Tensor } from '@rondo/tensor';
import {
  drawSimilarityMaps,
  mapDiversity,
  type ClipTraining,
  type NonLocalBlock3d,
} from '@rondo/vision-nonlocal';

/** What a trained block does: a picture of its maps of the first test clip, and how much they differ between positions. */
export interface ClipMaps {
  readonly png: Uint8Array;
  readonly cosineDistance: number;
}

const clipsCompared = 16;

/** Looks into a block; undefined for a model without one. */
export async function clipMaps({ model, testClips }: ClipTraining): Promise<ClipMaps | undefined> {
  const { block } = model;
  if (!block || !('similarityMaps' in block)) return undefined;
  const { pixels, shape } = testClips(clipsCompared);
  const seen = inMode(model, 'evaluation', () =>
    scope(() => noGrad(() => model.features(tensor(pixels, { shape: [...shape] })))),
  );
  try {
    const maps = scope(() => block.similarityMaps(seen));
    const { cosineDistance } = await mapDiversity(maps);
    maps.dispose();
    return { png: await pictureOf(block, seen, pixels, shape), cosineDistance };
  } finally {
    seen.dispose();
  }
}

/** The maps of the middle of each frame, the last one first. */
async function pictureOf(
  block: NonLocalBlock3d,
  seen: Tensor,
  pixels: Float32Array,
  shape: readonly number[],
): Promise<Uint8Array> {
  const [frames, height, width] = seen.shape.slice(2) as [number, number, number];
  const middle = [Math.floor(height / 2), Math.floor(width / 2)];
  const queries = [frames - 1, ...Array(frames - 1).keys()].map((frame) => [frame, ...middle]);
  const size = shape.slice(1).reduce((product, own) => product * own, 1);
  const first = pixels.slice(0, size).map((value) => Math.max(0, Math.min(1, value)));
  const image = tensor(first, { shape: shape.slice(1) });
  try {
    return await drawSimilarityMaps(block, seen, { queries, image, pixels: 20 });
  } finally {
    image.dispose();
  }
}
