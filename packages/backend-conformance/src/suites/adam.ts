import { adamUpdate, type AdamStep, type Shape } from '@rondo/tensor';
import { describe, it } from 'vitest';
import { resultsOf } from '../context.ts';
import { expectClose } from '../expect-close.ts';
import { place } from '../layouts.ts';
import { noise } from '../values.ts';

const sizes: readonly Shape[] = [[], [1], [3], [7], [33], [127], [9999], [7, 33], [0]];

interface Variant {
  readonly weightDecay: number;
  readonly decoupled: boolean;
}

const variants: readonly Variant[] = [
  { weightDecay: 0, decoupled: false },
  { weightDecay: 0.1, decoupled: false },
  { weightDecay: 0.1, decoupled: true },
];

function stepNumber(t: number, variant: Variant): AdamStep {
  return {
    learningRate: 0.01 * t,
    beta1: 0.9,
    beta2: 0.98,
    eps: 1e-8,
    correction1: 1 - 0.9 ** t,
    correction2: 1 - 0.98 ** t,
    ...variant,
  };
}

/** Algorithm 1 of Kingma & Ba 2015 on one number. */
function update(
  [p, m, v]: readonly [number, number, number],
  gradient: number,
  step: AdamStep,
): [number, number, number] {
  const { learningRate, beta1, beta2, eps, weightDecay, decoupled } = step;
  const g = decoupled ? gradient : gradient + weightDecay * p;
  const decayed = decoupled ? p - learningRate * weightDecay * p : p;
  const mean = beta1 * m + (1 - beta1) * g;
  const variance = beta2 * v + (1 - beta2) * g ** 2;
  const meanHat = mean / step.correction1;
  const varianceHat = variance / step.correction2;
  return [decayed - (learningRate * meanHat) / (Math.sqrt(varianceHat) + eps), mean, variance];
}

export function adamSuite(): void {
  describe.each(variants)('adam, weight decay $weightDecay, decoupled $decoupled', (variant) => {
    it('makes the steps of its algorithm', async () => {
      for (const shape of sizes) {
        const parameter = noise(shape, 1);
        const gradients = [1, 2, 3].map((t) => noise(shape, 1 + t));
        const [p, m, v] = await resultsOf(() => {
          const state = [parameter, noise(shape, 9, [0, 0]), noise(shape, 9, [0, 0])];
          const [weights, mean, variance] = state.map((values) => place(values, 'float32'));
          gradients.forEach((gradient, i) => {
            const g = place(gradient, 'float32');
            adamUpdate(weights!, g, mean!, variance!, stepNumber(i + 1, variant));
          });
          return [weights!, mean!, variance!];
        });
        const expected = Array.from(parameter.data, (start, i) =>
          gradients.reduce<[number, number, number]>(
            (state, gradient, t) => update(state, gradient.data[i]!, stepNumber(t + 1, variant)),
            [start, 0, 0],
          ),
        );
        const where = `[${shape.join(', ')}]`;
        expectClose(
          p!,
          expected.map(([own]) => own),
          { atol: 5e-6 },
          `parameter ${where}`,
        );
        expectClose(
          m!,
          expected.map(([, own]) => own),
          {},
          `mean ${where}`,
        );
        expectClose(
          v!,
          expected.map(([, , own]) => own),
          {},
          `variance ${where}`,
        );
      }
    });
  });
}
