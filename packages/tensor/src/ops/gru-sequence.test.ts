import { describe, expect, it } from 'vitest';
import { evaluate, near } from '../../test/evaluate.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { tensor } from '../create.ts';
import { gruStep } from './gru-sequence.ts';

expectNoLeaks();

describe('gruStep', () => {
  it('is the equations of one unit', async () => {
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
    const [g, h, w, b] = [[0.5, -1, 2], 0.75, [1.5, -0.5, 0.25], [0.1, 0.2, 0.3]] as const;
    const r = sigmoid(g[0] + w[0] * h + b[0]);
    const z = sigmoid(g[1] + w[1] * h + b[1]);
    const n = Math.tanh(g[2] + r * (w[2] * h + b[2]));
    const step = () =>
      gruStep(tensor([[...g]]), tensor([[h]]), tensor(w.map((x) => [x])), tensor([...b]));
    expect(await evaluate(step)).toEqual(near([[(1 - z) * n + z * h]]));
  });
});
