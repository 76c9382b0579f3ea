import { cpu } from '@rondo/backend-cpu';
import { Random } from '@rondo/data';
import { useBackend } from '@rondo/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { unitRows } from '../neighbours/unit-rows.ts';
import { WordVectors } from '../vectors/word-vectors.ts';
import { principalComponentMap } from './principal-components.ts';
import { umap } from './umap.ts';
import { firstWords } from './word-map.ts';

beforeAll(() => {
  useBackend(cpu());
});

const groups = 4;

/** Words around directions that are far apart, in turn. */
function grouped(size: number, dimensions: number): WordVectors {
  const random = new Random(8);
  const uniform = (): number => random.uint32() / 2 ** 31 - 1;
  const centres = Array.from({ length: groups }, () => Array.from({ length: dimensions }, uniform));
  const rows = Array.from({ length: size }, (_, n) =>
    centres[n % groups]!.map((value) => value + 0.15 * uniform()),
  );
  const words = rows.map((_, n) => `w${n}`);
  return new WordVectors(words, dimensions, Float32Array.from(rows.flat()));
}

/** The share of words whose nearest word on the map is of their group. */
function purity(points: Float32Array): number {
  const size = points.length / 2;
  const distance = (i: number, j: number): number =>
    Math.hypot(points[2 * i]! - points[2 * j]!, points[2 * i + 1]! - points[2 * j + 1]!);
  let same = 0;
  for (let i = 0; i < size; i++) {
    let nearest = -1;
    for (let j = 0; j < size; j++)
      if (j !== i && (nearest < 0 || distance(i, j) < distance(i, nearest))) nearest = j;
    if (nearest % groups === i % groups) same += 1;
  }
  return same / size;
}

describe('the map of principal components', () => {
  it('has the directions of the largest variance, by their share', async () => {
    // On the circle in the plane of the first and third numbers, with a little of the second.
    const rows = Array.from({ length: 60 }, (_, n) => {
      const angle = (n / 60) * Math.PI - Math.PI / 2;
      return [Math.cos(angle), n % 2 === 0 ? 0.01 : -0.01, 2 * Math.sin(angle)];
    });
    const vectors = new WordVectors(
      rows.map((_, n) => `w${n}`),
      3,
      Float32Array.from(rows.flat()),
    );
    const { points, explained } = await principalComponentMap(vectors);
    expect(points).toHaveLength(120);
    expect(explained[0]).toBeGreaterThan(explained[1]);
    expect(explained[0] + explained[1]).toBeGreaterThan(0.99);
    // The first direction is that of the third number, and its sign is plus.
    for (let n = 1; n < 60; n++) expect(points[2 * n]!).toBeGreaterThan(points[2 * n - 2]!);
  });

  it('is the same each time, and flat for one dimension', async () => {
    const vectors = grouped(50, 7);
    expect(await principalComponentMap(vectors)).toEqual(await principalComponentMap(vectors));
    const line = new WordVectors(['a', 'b', 'c', 'd'], 1, Float32Array.of(1, -1, 2, 3));
    const { points } = await principalComponentMap(line);
    expect(points.filter((_, i) => i % 2 === 1)).toEqual(new Float32Array(4));
  });
});

describe('the map of principal components, block by block', () => {
  it('is that of the singular values', async () => {
    const [size, dimensions] = [3600, 300];
    const random = new Random(5);
    // The n-th number varies as 1 / (1 + n), so that directions are far apart.
    const numbers = Float32Array.from(
      { length: size * dimensions },
      (_, i) => (random.uint32() / 2 ** 31 - 0.9) / (1 + (i % dimensions)),
    );
    const words = Array.from({ length: size }, (_, n) => `w${n}`);
    const shares: number[] = [];
    const { points, explained } = await principalComponentMap(
      new WordVectors(words, dimensions, numbers),
      { onProgress: (share) => shares.push(share) },
    );
    expect(shares).toHaveLength(4);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    const { PCA } = await import('ml-pca');
    const units = unitRows(numbers, dimensions);
    const pca = new PCA(
      words.map((_, n) => Array.from(units.subarray(n * dimensions, (n + 1) * dimensions))),
      { method: 'NIPALS', nCompNIPALS: 2 },
    );
    const shown = words.flatMap((_, n) => (n % 50 === 0 ? [n] : []));
    const places = pca.predict(
      shown.map((n) => Array.from(units.subarray(n * dimensions, (n + 1) * dimensions))),
      { nComponents: 2 },
    );
    for (const direction of [0, 1]) {
      const sign = Math.sign(places.get(0, direction) * points[direction]!);
      for (const [i, n] of shown.entries()) {
        expect(sign * places.get(i, direction)).toBeCloseTo(points[2 * n + direction]!, 4);
      }
    }
    expect(explained[0]).toBeGreaterThan(explained[1]);
  });

  it('can be given up, before and between blocks', async () => {
    const vectors = grouped(9, 5);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(principalComponentMap(vectors, { signal })).rejects.toThrow('enough');
    const controller = new AbortController();
    const onProgress = () => controller.abort(new Error('half'));
    const options = { signal: controller.signal, onProgress };
    await expect(principalComponentMap(vectors, options)).rejects.toThrow('half');
  });
});

describe('the map by neighbours', () => {
  it('keeps groups together, and is the same for the same seed', async () => {
    const vectors = grouped(120, 11);
    const shares: number[] = [];
    const options = { seed: 3, onProgress: (share: number) => shares.push(share) };
    const map = await umap(vectors, options);
    expect(map.points).toHaveLength(240);
    expect(purity(map.points)).toBeGreaterThan(0.97);
    expect(shares.at(-1)).toBe(1);
    expect(await umap(vectors, { seed: 3 })).toEqual(map);
    expect(await umap(vectors, { seed: 4 })).not.toEqual(map);
  });

  it('is made of few words, and can be given up', async () => {
    expect((await umap(grouped(4, 3))).points.every(Number.isFinite)).toBe(true);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(umap(grouped(90, 5), { signal })).rejects.toThrow('enough');
  });

  it('refuses options that do not exist or are out of range', async () => {
    const vectors = grouped(9, 5);
    const mistaken: object = { neighbors: 5 };
    await expect(umap(vectors, mistaken)).rejects.toThrow("did you mean 'neighbours'?");
    for (const wrong of [{ neighbours: 0 }, { minDist: NaN }, { minDist: -1 }, { seed: 0.5 }]) {
      await expect(umap(vectors, wrong)).rejects.toThrow(/umap: .*expected .*received/u);
    }
  });
});

it('needs four words; the first words of vectors are vectors', async () => {
  const three = firstWords(grouped(9, 5), 3);
  expect(three.words).toEqual(['w0', 'w1', 'w2']);
  expect(three.vectorOf('w2')).toEqual(grouped(9, 5).vectorOf('w2'));
  for (const count of [-1, 0, 1.5]) {
    expect(() => firstWords(three, count)).toThrow(`from 1 on, received ${count}`);
  }
  await expect(umap(three)).rejects.toThrow('at least 4 words, received 3');
  await expect(principalComponentMap(three)).rejects.toThrow('at least 4 words');
});
