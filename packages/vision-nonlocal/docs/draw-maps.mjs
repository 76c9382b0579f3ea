// Draws docs/maps.png: a clip of shapes that move, and where three positions find their like. After `npm run build`.
import { writeFileSync } from 'node:fs';
import { cpu } from '@rondo/backend-cpu';
import { tensor, useBackend } from '@rondo/tensor';
import { drawSimilarityMaps, mapDiversity, NonLocalBlock3d } from '@rondo/vision-nonlocal';

useBackend(cpu());

const [T, H, W] = [4, 14, 18];

/** What stands at a place of a frame: a red disc that falls, a green square that rises, a blue bar that stays. */
function colourAt(t, y, x) {
  if (Math.hypot(y - 3 - 2.5 * t, x - 3 - t) < 2.6) return [1, 0.25, 0.2];
  if (Math.abs(y - 10 + 2 * t) < 2.2 && Math.abs(x - 10) < 2.2) return [0.2, 0.9, 0.3];
  if (x >= 15 && x < 17 && y > 1 && y < 12) return [0.25, 0.4, 1];
  return [0.12, 0.12, 0.14];
}

const image = new Float32Array(3 * T * H * W);
for (let t = 0; t < T; t++) {
  for (let y = 0; y < H; y++) {
    for (let x = 0; x < W; x++) {
      const place = (t * H + y) * W + x;
      for (const [c, value] of colourAt(t, y, x).entries()) image[c * T * H * W + place] = value;
    }
  }
}
const clip = tensor(image, { shape: [3, T, H, W] });
// The Gaussian has nothing to learn: positions are alike whose colours point the same way.
const block = new NonLocalBlock3d(3, { form: 'gaussian' });
const x = clip.sub(0.3).mul(4).unsqueeze(0);
const queries = [
  [0, 3, 3],
  [3, 4, 10],
  [1, 6, 15],
];
const png = await drawSimilarityMaps(block, x, { queries, image: clip, pixels: 6 });
writeFileSync(new URL('maps.png', import.meta.url), png);
const { cosineDistance, varianceShare } = await mapDiversity(block.similarityMaps(x));
console.log(
  `${png.length} bytes; cosine distance ${cosineDistance.toFixed(2)}, share ${varianceShare.toFixed(2)}`,
);
