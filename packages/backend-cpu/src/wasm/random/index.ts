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
import { kernelModule } from '../kernel-module.ts';
import { defineRandom, type RandomKernels } from './kernels.ts';

export interface Randomness {
  readonly random: (kind: RandomKind, state: RandomState, output: Operand) => boolean;
  readonly dropout: FusedKernel<FusedAttributes['dropout']>;
}

/** Random numbers of the Philox stream, and dropout, which draws its mask anew in the backward pass. */
export function createRandom(context: KernelContext): Randomness {
  const kernels = kernelModule<RandomKernels>(context, defineRandom);

  const mask = (
    input: Operand,
    output: Operand,
    { p, seed, block }: FusedAttributes['dropout'],
  ): void => {
    kernels().dropout(
      elementCount(output.shape),
      ...words(seed),
      ...words(block),
      start(input),
      start(output),
      // u ≥ p of multiples u of 2⁻²⁴ and a float32 p, as whole numbers.
      Math.ceil(Math.fround(p) * 2 ** 24),
      1 / (1 - p),
    );
  };

  return {
    random: (kind, { seed, block }, output) => {
      const count = elementCount(output.shape);
      kernels()[kind](count, ...words(seed), ...words(block), start(output));
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
