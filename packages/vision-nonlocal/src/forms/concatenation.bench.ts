import { backward, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { randn, useBackend, type Tensor } from '@rondo/tensor';
import { bench, describe } from 'vitest';
import { concatenationMap, concatenationMean } from './concatenation.ts';

useBackend(cpu());

const sizes = [
  [32, 196, 196, 32],
  [8, 4096, 1024, 16],
] as const;

describe.each(sizes)('concatenation of %i x %i x %i, %i channels, there and back', (N, Q, P, E) => {
  const inputs = [randn([N, Q]), randn([N, P]), randn([N, P, E])].map((x) => new Parameter(x));
  const [a, b, g] = inputs as [Parameter, Parameter, Parameter];
  const run = (mean: () => Tensor): void => {
    backward(() => mean().square().sum()).dispose();
    for (const input of inputs) input.clearGrad();
  };

  bench('by running sums', () => run(() => concatenationMean(a, b, g)));
  bench('with the matrix of all pairs', () => run(() => concatenationMap(a, b).matmul(g)));
});
