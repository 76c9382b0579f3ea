import { noGrad } from '@rondo/autograd';
import { inMode } from '@rondo/layers-core';
import { scope, tensor } from '@rondo/tensor';
import { mapDiversity, type ClipNetwork, type ClipTraining } from '@rondo/vision-nonlocal';
import { drawMaps } from './draw-maps.ts';

/** What a trained block does: a picture of its maps of the first test clip, and how much they differ between positions. */
export interface ClipMaps {
  readonly png: Uint8Array;
  readonly cosineDistance: number;
}

const clipsCompared = 16;

/** Looks into a block; undefined for a model without one. */
export async function clipMaps({
  model,
  testClips,
}: Pick<ClipTraining<ClipNetwork>, 'model' | 'testClips'>): Promise<ClipMaps | undefined> {
  const [block] = model.nonLocalBlocks();
  if (!block) return undefined;
  const { pixels, shape } = testClips(clipsCompared);
  const seen = inMode(model, 'evaluation', () =>
    scope(() => noGrad(() => model.blockInput(tensor(pixels, { shape: [...shape] })))),
  );
  try {
    const maps = scope(() => block.similarityMaps(seen));
    const { cosineDistance } = await mapDiversity(maps);
    maps.dispose();
    return { png: await drawMaps(block, seen, pixels, shape), cosineDistance };
  } finally {
    seen.dispose();
  }
}
