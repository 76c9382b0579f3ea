import { useBackend, zeros } from '@rondo/tensor';
import { cpu } from '@rondo/backend-cpu';
import { expect, it } from 'vitest';
import { sideBySide } from './side-by-side.ts';

useBackend(cpu());

it('has the shapes, one buffer for neighbours, and the value', async () => {
  const like = [zeros([2, 3]), zeros([]), zeros([0, 4]), zeros([5])];
  const made = sideBySide(like, 0.5);
  expect(made.map(({ shape }) => shape)).toEqual(like.map(({ shape }) => shape));
  expect(new Set(made.map(({ storage }) => storage)).size).toBe(1);
  for (const tensor of made) {
    expect([...(await tensor.data())]).toEqual(Array.from({ length: tensor.size }, () => 0.5));
  }
  for (const tensor of made) tensor.dispose();
});

it('gives other backends and large tensors buffers of their own', () => {
  const other = cpu({ kernels: 'reference' });
  const like = [zeros([2]), zeros([2], { backend: other }), zeros([2 ** 22]), zeros([1])];
  const made = sideBySide(like, 0);
  expect(new Set(made.map(({ storage }) => storage)).size).toBe(4);
  expect(made[1]!.storage.backend).toBe(other);
  for (const tensor of made) tensor.dispose();
});
