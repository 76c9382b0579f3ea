import { scope, tensor, useBackend } from '@rondo/tensor';
import { NonLocalBlock2d } from '@rondo/vision-nonlocal';
import { pageBackend } from '../../../backend/page-backend.ts';
import { colours, size } from '../clip/clip-shape.ts';
import { brightest, type DrawnFrame } from '../clip/drawn-frame.ts';

useBackend(pageBackend);

/** The Gaussian form compares positions as they are: none of its weights are asked for a map. */
const block = new NonLocalBlock2d(colours, { form: 'gaussian' });

export interface ImageQuestion {
  readonly image: DrawnFrame;
  /** What the colours, from 0 to 1, are multiplied by before they are compared. */
  readonly contrast: number;
  /** The position that looks, row by row. */
  readonly query: number;
}

/** What a position takes of all 256, exp(c² xᵢ · xⱼ) / Σ: its like, wherever that is. */
export async function imageMap({ image, contrast, query }: ImageQuestion): Promise<number[]> {
  const map = scope(() => {
    const pixels = Float32Array.from(image, (level) => (contrast * level) / brightest);
    const x = tensor(pixels, { shape: [1, colours, size, size] });
    return block.similarityMaps(x, { queries: [query] });
  });
  const weights = await map.data();
  map.dispose();
  return Array.from(weights);
}
