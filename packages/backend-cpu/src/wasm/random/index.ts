import {
  elementCount,
  type FusedAttributes,
  type FusedKernel,
  type Operand,
  type RandomKind,
  type RandomState,
} from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { start } from '../../reference/iterate.ts';
import { kernelModules } from '../kernel-module.ts';
import { runRanges } from '../run-ranges.ts';
import { type RandomKernels, randomModules } from './kernels.ts';

export interface Randomness {
  readonly random: (kind: RandomKind, state: RandomState, output: Operand) => boolean;
  readonly dropout: FusedKernel<FusedAttributes['dropout']>;
}

const numbersPerBlock = 4;
/** Numbers that a kernel computes at once. */
const numbersPerStep = 16;
/** Nanoseconds for each number. */
const cost = { uniform: 2, normal: 3 };

/** Random numbers of the Philox stream, and dropout, which draws its mask anew in the backward pass. */
export function createRandom(context: KernelContext): Randomness {
  const { team } = context;
  const kernels = kernelModules<keyof RandomKernels, RandomKernels>(context, randomModules);

  const mask = (
    input: Operand,
    output: Operand,
    { p, seed, block }: FusedAttributes['dropout'],
  ): void => {
    const [from, to] = [start(input), start(output)];
    const options = { cost: cost.uniform, multiple: numbersPerStep };
    const count = elementCount(output.shape);
    runRanges(team, kernels.dropout, 'dropout', count, options, (begin, end) => [
      end - begin,
      ...words(seed),
      ...words(block + begin / numbersPerBlock),
      from + begin,
      to + begin,
      // u ≥ p of multiples u of 2⁻²⁴ and a float32 p, as whole numbers.
      Math.ceil(Math.fround(p) * 2 ** 24),
      1 / (1 - p),
    ]);
  };

  return {
    random: (kind, { seed, block }, output) => {
      const to = start(output);
      const options = { cost: cost[kind], multiple: numbersPerStep };
      runRanges(team, kernels[kind], kind, elementCount(output.shape), options, (begin, end) => [
        end - begin,
        ...words(seed),
        ...words(block + begin / numbersPerBlock),
        to + begin,
      ]);
      return true;
    },
    dropout: {
      forward: ([input], [output], attributes) => mask(input!, output!, attributes),
      backward: (_, [gradient], [inputGradient], attributes) => {
        if (gradient && inputGradient) mask(gradient, inputGradient, attributes);
      },
    },
  };
}

/** The low and the high 32 bits of a whole number below 2⁵³. */
function words(number: number): [low: number, high: number] {
  return [number % 2 ** 32, Math.floor(number / 2 ** 32)];
}
