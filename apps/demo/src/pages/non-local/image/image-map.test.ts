import { expect, it } from 'vitest';
import { imageMap } from './image-map.ts';
import { firstImage } from './first-image.ts';

const colourAt = (place: number): string =>
  [0, 1, 2].map((colour) => firstImage[256 * colour + place]).join();

it('takes of its like, wherever that is, and of all alike from black', async () => {
  const red = 16 * 3 + 3;
  const map = await imageMap({ image: firstImage, contrast: 4, query: red });
  expect(map).toHaveLength(256);
  expect(map.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
  const own = map.filter((_, place) => colourAt(place) === colourAt(red));
  expect(own.length).toBeGreaterThan(20);
  expect(own.reduce((sum, weight) => sum + weight, 0)).toBeGreaterThan(0.99);
  // exp(4² · 1) beside exp(0).
  expect(map[red]! / map[0]!).toBeCloseTo(Math.exp(16), -4);
  const black = await imageMap({ image: firstImage, contrast: 4, query: 0 });
  for (const weight of black) expect(weight).toBeCloseTo(1 / 256, 7);
});
