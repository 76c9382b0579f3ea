import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { gradCheckModule } from '@rondo/layers-core';
import { memory, randn, RangeFault, scope, tensor, useBackend, type Tensor } from '@rondo/tensor';
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

  it('has a gate with swiglu, and the gradients of difference quotients', async () => {
    const layer = own(new FeedForward(3, 5, { activation: 'swiglu', dropout: 0 }));
    expect(layer.namedParameters().map(([name, { shape }]) => [name, shape])).toEqual([
      ['linear1.weight', [5, 3]],
      ['linear1.bias', [5]],
      ['linear2.weight', [3, 5]],
      ['linear2.bias', [3]],
      ['linear3.weight', [5, 3]],
      ['linear3.bias', [5]],
    ]);
    const forward = (x: Tensor): Tensor => layer.forward(x);
    expect(await gradCheckModule(layer, forward, [randn([2, 4, 3])])).toBeLessThan(1e-3);
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
