import { cpu } from '@rondo/backend-cpu';
import { manualSeed, rand, ShapeError, tensor, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { mapDiversity } from './map-diversity.ts';

useBackend(cpu());
manualSeed(73);

describe('mapDiversity', () => {
  it('is 0 where every query has the same map', async () => {
    const { cosineDistance, variance, varianceShare } = await mapDiversity(
      rand([2, 1, 7]).expand([2, 5, 7]),
    );
    expect(cosineDistance).toBeCloseTo(0, 5);
    expect(variance).toBeCloseTo(0, 9);
    expect(varianceShare).toBeCloseTo(0, 9);
  });

  it('is large where every query looks at another position', async () => {
    const maps = tensor([
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    ]);
    const { cosineDistance, variance, varianceShare } = await mapDiversity(maps);
    expect(cosineDistance).toBeCloseTo(1, 6);
    expect(variance).toBeCloseTo(2 / 9, 6);
    expect(varianceShare).toBeCloseTo(2 / 3, 6);
  });

  it('is the mean over all pairs of queries', async () => {
    const maps = rand([2, 3, 5]);
    const rows = (await maps.array()) as number[][][];
    const dot = (a: number[], b: number[]): number => a.reduce((s, x, i) => s + x * b[i]!, 0);
    const distances = rows.flatMap((entry) =>
      entry.flatMap((a, i) =>
        entry
          .filter((_, j) => j !== i)
          .map((b) => 1 - dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))),
      ),
    );
    const mean = distances.reduce((a, b) => a + b) / distances.length;
    expect((await mapDiversity(maps)).cosineDistance).toBeCloseTo(mean, 5);
  });

  it('takes one query, and maps of zeros', async () => {
    expect((await mapDiversity(rand([2, 1, 5]))).cosineDistance).toBe(0);
    expect(await mapDiversity(tensor([[[0, 0]], [[0, 0]]]).expand([2, 3, 2]))).toEqual({
      cosineDistance: 0,
      variance: 0,
      varianceShare: 0,
    });
    await expect(mapDiversity(rand([3, 5]))).rejects.toThrow(ShapeError);
  });
});
