import { describe, expect, it } from 'vitest';
import { evaluate, near } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { ones, tensor } from '../create.ts';
import { RangeFault } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { rnnSequence, rnnStep } from './rnn-sequence.ts';

expectNoLeaks();

describe('rnnStep', () => {
  const g = (): Tensor => tensor([[0.5, -2]]);
  const h = (): Tensor => tensor([[1, -1]]);
  const weightHh = (): Tensor => tensor([1, 2, 0, -1], { shape: [2, 2] });
  const biasHh = (): Tensor => tensor([0.25, 0]);

  it('adds the projected input and the product with the state', async () => {
    // W h = (-1, 1), so the sums are (-0.25, -1).
    const step = (nonlinearity?: 'relu') => () =>
      rnnStep(g(), h(), weightHh(), biasHh(), nonlinearity);
    expect(await evaluate(step())).toEqual(near([[-0.25, -1].map(Math.tanh)]));
    expect(await evaluate(step('relu'))).toEqual([[0, 0]]);
  });

  it('has no bias when none is given', async () => {
    const step = () => rnnStep(g(), h().neg(), weightHh(), undefined, 'relu');
    expect(await evaluate(step)).toEqual([[1.5, 0]]);
  });
});

describe('rnnSequence', () => {
  it('refuses a nonlinearity it does not know', () => {
    const nonlinearity = 'sigmoid' as 'tanh';
    const run = () => rnnSequence(ones([1, 1, 2]), ones([2, 2]), { nonlinearity });
    expect(factsOf(RangeFault, run)).toEqual({ nonlinearity });
  });
});
