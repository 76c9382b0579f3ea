import { grad } from '@rondo/autograd';
import {
  gelu,
  scope,
  silu,
  tensor,
  unaryDefinitions,
  useBackend,
  type Tensor,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { cpu } from '../../cpu.ts';

useBackend(cpu());

/** Both tails, where results are still far from subnormal, and the middle. */
const points = Float32Array.from({ length: 20_001 }, (_, i) => (i - 10_000) / 1000);

const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const steepness = 2 * Math.sqrt(2 / Math.PI);
const cubic = (x: number, share: number): number => steepness * (x + share * 0.044715 * x ** 3);

interface Case {
  readonly f: (x: Tensor) => Tensor;
  /** The two terms of the derivative. */
  readonly terms: (x: number) => readonly [number, number];
  /** The exponent of e whose rounding error is that of the tail. */
  readonly exponent: (x: number) => number;
}

const cases: Record<string, Case> = {
  silu: {
    f: silu,
    terms: (x) => [sigmoid(x), x * sigmoid(x) * sigmoid(-x)],
    exponent: () => 0,
  },
  gelu: {
    f: gelu,
    terms: (x) => [x === 0 ? 0.5 : unaryDefinitions.gelu.value(x) / x, x * density(x)],
    exponent: (x) => (x * x) / 2,
  },
  geluTanh: {
    f: (x) => gelu(x, { approximate: 'tanh' }),
    terms: (x) => {
      const s = sigmoid(cubic(x, 1));
      return [s, x * s * sigmoid(-cubic(x, 1)) * (cubic(x, 3) / x || steepness)];
    },
    exponent: (x) => Math.abs(cubic(x, 1)),
  },
};

async function numbersOf(body: () => Tensor): Promise<ArrayLike<number>> {
  const made = scope(body);
  const numbers = await made.data();
  made.dispose();
  return numbers;
}

describe.each(Object.entries(cases))('the gradient of %s', (_name, { f, terms, exponent }) => {
  it('keeps its digits in the tails', async () => {
    const numbers = await numbersOf(() => grad((x) => f(x).sum(), [tensor(points)])[0]!);
    let worst = { share: 0, at: 0 };
    for (const [i, x] of points.entries()) {
      const [a, b] = terms(x);
      const bound = 2 ** -24 * (8 + 4 * exponent(x)) * (Math.abs(a) + Math.abs(b)) + 2 ** -140;
      const share = Math.abs(numbers[i]! - (a + b)) / bound;
      if (!(share <= worst.share)) worst = { share, at: x };
    }
    expect(worst.share, `worst at ${worst.at}`).toBeLessThanOrEqual(1);
  });
});

it('gelu has second derivatives around 0', async () => {
  const near = [0, 1e-30, -1e-8, 0.001, -0.049, 0.051, 1, -3];
  const second = await numbersOf(() => {
    const first = (x: Tensor): Tensor => grad((y) => gelu(y).sum(), [x])[0]!;
    return grad((x) => first(x).sum(), [tensor(near)])[0]!;
  });
  for (const [i, x] of near.entries()) {
    expect(second[i], `at ${x}`).toBeCloseTo((2 - x * x) * density(x), 4);
  }
});
