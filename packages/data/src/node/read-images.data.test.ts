import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { channelStatistics } from '../images/image-batch.ts';
import { readCifar } from './read-cifar.ts';
import { readMnist } from './read-digits.ts';

const folder = new URL('../../../../../shared/data/', import.meta.url);
const pathOf = (name: string): string => fileURLToPath(new URL(name, folder));

const counts = (labels: ArrayLike<number>): number[] => {
  const found = Array<number>(10).fill(0);
  for (const label of Array.from(labels)) found[label]! += 1;
  return found;
};

it('reads the 10,000 test digits of MNIST', async () => {
  const { train, test } = await readMnist(pathOf('mnist-t10k'));
  expect([train.count, test.count, train.height, train.width]).toEqual([8000, 2000, 28, 28]);
  expect([...train.labels.subarray(0, 8)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9]);
  const all = counts([...train.labels, ...test.labels]);
  expect(all).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  const { mean, std } = channelStatistics(train);
  expect([mean[0]!, std[0]!].map((value) => value.toFixed(2))).toEqual(['0.13', '0.31']);
});

it('reads images of CIFAR-10', async () => {
  const { train, test } = await readCifar(pathOf('cifar10-small'));
  expect([train.count, test.count]).toEqual([6000, 2000]);
  expect(counts(train.labels)).toEqual(Array<number>(10).fill(600));
  const { mean, std } = channelStatistics(train);
  for (const [c, value] of [0.49, 0.48, 0.45].entries()) expect(mean[c]).toBeCloseTo(value, 1);
  for (const value of std) expect(value).toBeCloseTo(0.25, 1);
});
