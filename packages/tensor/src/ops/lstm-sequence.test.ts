import { describe, expect, it } from 'vitest';
import { evaluate, near } from '../../test/evaluate.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { tensor } from '../create.ts';
import { concat } from './concat.ts';
import { lstmStep } from './lstm-sequence.ts';

expectNoLeaks();

describe('lstmStep', () => {
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

  it.each([0, 0.75])(
    'has its equations, with the gates in the order i, f, g, o; bias %f',
    async (b) => {
      const projected = [0.5, -1, 2, 0.25];
      const [weights, h, c] = [[1, -2, 0.5, 3], 0.3, -0.8] as const;
      const [i, f, g, o] = projected.map((value, row) => value + weights[row]! * h + b) as [
        number,
        number,
        number,
        number,
      ];
      const memory = sigmoid(f) * c + sigmoid(i) * Math.tanh(g);
      const step = () => {
        const { hidden, cell } = lstmStep(
          tensor([projected]),
          { hidden: tensor([[h]]), cell: tensor([[c]]) },
          tensor(weights.map((weight) => [weight])),
          b === 0 ? undefined : tensor([b, b, b, b]),
        );
        return concat([hidden, cell], 1);
      };
      expect(await evaluate(step)).toEqual(near([[sigmoid(o) * Math.tanh(memory), memory]]));
    },
  );
});
