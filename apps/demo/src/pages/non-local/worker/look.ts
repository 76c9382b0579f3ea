import { noGrad } from '@rondo/autograd';
import { inMode } from '@rondo/layers-core';
import { scope, softmax, tensor } from '@rondo/tensor';
import {
  mapDiversity,
  type ClipClassifier,
  type ClipTraining,
  type NonLocalBlock3d,
} from '@rondo/vision-nonlocal';
import { colours, frames, size } from '../clip/clip-shape.ts';
import type { Diversity, Look } from './protocol.ts';

const clipsCompared = 16;

/** The answer of a model for a clip, and where a position of it looks. */
export async function look(
  model: ClipClassifier,
  { pixels, query }: { readonly pixels: Float32Array; readonly query: number },
): Promise<Omit<Look, 'step'>> {
  const block = blockOf(model);
  const { probabilities, map } = inMode(model, 'evaluation', () =>
    scope(() =>
      noGrad(() => {
        const clip = tensor(pixels, { shape: [1, colours, frames, size, size] });
        return {
          probabilities: softmax(model.forward(clip), -1),
          map: block?.similarityMaps(model.features(clip), { queries: [query] }),
        };
      }),
    ),
  );
  // All are asked for before the first wait: one moment of a model that learns.
  const [answer, weights] = await Promise.all([probabilities.data(), map?.data()]);
  probabilities.dispose();
  map?.dispose();
  return { probabilities: Array.from(answer), map: weights && Array.from(weights) };
}

/** How much the maps of a block differ between positions, on test clips; nothing where there are none. */
export async function diversityOf({
  model,
  testClips,
}: ClipTraining): Promise<Diversity | undefined> {
  const block = blockOf(model);
  if (!block) return undefined;
  const { pixels, shape } = testClips(clipsCompared);
  const maps = inMode(model, 'evaluation', () =>
    scope(() =>
      noGrad(() => block.similarityMaps(model.features(tensor(pixels, { shape: [...shape] })))),
    ),
  );
  const { cosineDistance, varianceShare } = await mapDiversity(maps);
  maps.dispose();
  return { cosineDistance, varianceShare };
}

function blockOf({ block }: ClipClassifier): NonLocalBlock3d | undefined {
  return block && 'similarityMaps' in block ? block : undefined;
}
