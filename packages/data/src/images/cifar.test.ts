import { expect, it } from 'vitest';
import { cifarImages } from './cifar.ts';

const record = (label: readonly number[], first: number): number[] => [
  ...label,
  first,
  ...Array<number>(3071).fill(2),
];

it('reads CIFAR-10 and both kinds of labels of CIFAR-100', () => {
  const ten = cifarImages(Uint8Array.from([...record([3], 11), ...record([9], 12)]));
  expect(ten).toMatchObject({ count: 2, channels: 3, height: 32, width: 32 });
  expect([...ten.labels].map((label) => ten.classes[label])).toEqual(['cat', 'truck']);
  expect([ten.pixels[0], ten.pixels[3072], ten.pixels.length]).toEqual([11, 12, 6144]);
  const hundred = Uint8Array.from(record([19, 99], 5));
  expect([...cifarImages(hundred, { kind: 'cifar100Fine' }).labels]).toEqual([99]);
  const coarse = cifarImages(hundred, { kind: 'cifar100Coarse' });
  expect([[...coarse.labels], coarse.pixels[0], coarse.classes.length]).toEqual([[19], 5, 20]);
});

it('refuses what is no CIFAR', () => {
  const name = 'batch.bin';
  expect(() => cifarImages(new Uint8Array(3072), { name })).toThrow(
    'batch.bin: expected whole images of 3073 bytes (cifar10), received 3072 bytes, which is 0 images and 3072 bytes',
  );
  expect(() => cifarImages(new Uint8Array())).toThrow('received 0 bytes');
  expect(() => cifarImages(Uint8Array.from(record([10], 0)), { name })).toThrow(
    'batch.bin: image 0 has the class 10, and there are 10 (0 to 9)',
  );
});
