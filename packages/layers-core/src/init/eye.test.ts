import { cpu } from '@rondo/backend-cpu';
import { RangeFault, ShapeError, useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { dirac } from './dirac.ts';
import { eye } from './eye.ts';

useBackend(cpu());

it('eye has ones on the diagonal of any matrix', async () => {
  expect(await eye([2, 3]).array()).toEqual([
    [1, 0, 0],
    [0, 1, 0],
  ]);
  expect(await eye([3, 2]).array()).toEqual([
    [1, 0],
    [0, 1],
    [0, 0],
  ]);
  expect(() => eye([2, 3, 4])).toThrow(ShapeError);
});

it('dirac refuses what is no kernel, and groups that do not divide the outputs', () => {
  expect(() => dirac([3, 4])).toThrow(ShapeError);
  expect(() => dirac([4, 3, 2], 3)).toThrow(RangeFault);
});
