import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { memory, RangeFault, scope, tensor, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { FeedForward, type Activation } from './feed-forward.ts';

useBackend(cpu());

describe('FeedForward', () => {
  /** linear1 gives (x, -2x), linear2 adds the two units. */
  const make = (activation: Activation): FeedForward => {
    const layer = own(new FeedForward(1, 2, { activation, dropout: 0 }));
    layer.loadStateDict({
      'linear1.weight': tensor([[1], [-2]]),
      'linear1.bias': tensor([0, 0]),
      'linear2.weight': tensor([[1, 1]]),
      'linear2.bias': tensor([0.5]),
    });
    return layer;
  };

  it.each<[Activation, number]>([
    ['relu', 6.5],
    ['gelu', -3 * 0.001_349_9 + 6 * (1 - 1e-9) + 0.5],
    [(x) => x.abs(), 9.5],
  ])('puts %s between its maps', async (activation, expected) => {
    expect(
      await make(activation)
        .forward(tensor([[-3]]))
        .item(),
    ).toBeCloseTo(expected, 4);
  });

  it('leaks nothing and refuses what it does not know', () => {
    const layer = make('gelu');
    const x = tensor([[1], [2]]);
    const before = memory();
    scope(() => {
      layer.forward(x).dispose();
      expect(memory()).toEqual(before);
    });
    expect(() => new FeedForward(1, 2, { activation: 'swish' as 'relu' })).toThrow(RangeFault);
  });
});
