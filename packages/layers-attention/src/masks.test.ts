import { cpu } from '@rondo/backend-cpu';
import { tensor, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { causalMask, lengthMask } from './masks.ts';

useBackend(cpu());

describe('causalMask', () => {
  it('allows what came before, top left', async () => {
    expect(await causalMask(2, 3).array()).toEqual([
      [true, false, false],
      [true, true, false],
    ]);
    expect(causalMask(3).shape).toEqual([3, 3]);
  });

  it('counts the keys before the first query', async () => {
    expect(await causalMask(2, 4, { offset: 2 }).array()).toEqual([
      [true, true, true, false],
      [true, true, true, true],
    ]);
  });
});

describe('lengthMask', () => {
  it('allows what is no padding', async () => {
    expect(await lengthMask(tensor(Int32Array.of(0, 2)), 3).array()).toEqual([
      [[false, false, false]],
      [[true, true, false]],
    ]);
  });
});
