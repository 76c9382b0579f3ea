import type { FusedAttributes, FusedKernel, Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { ranges } from '../../threads/ranges.ts';
import type { TeamScratch } from '../../threads/team.ts';
import { type KernelModule, kernelModule } from '../kernel-module.ts';
import { backwardScratchBytes } from './backward.ts';
import { forwardScratchBytes } from './forward.ts';
import {
  type AttentionGradients,
  type AttentionKernels,
  defineAttention,
  defineAttentionGradients,
  type Parts,
} from './kernels.ts';
import { biasPartsOf, sizesOf, writeBackward, writeForward } from './operands.ts';
import { problemBytes } from './problem.ts';
import { keyTile, queryTile } from './tiles.ts';

type Attributes = FusedAttributes['attention'];

/** So many heads for each thread occupy all threads evenly; fewer are split, which computes scores and their gradients twice. */
const headsPerThread = 3;
/** Nanoseconds of a head that do not repay it. */
const worthSplitting = 200_000;

/** Nanoseconds of a multiplication with its addition, roughly. */
const productCost = 0.04;

/** Attention by tiles, forward and backward: the scores of all queries and keys never exist together. */
export function createAttention(context: KernelContext): FusedKernel<Attributes> {
  const { memory, team } = context;
  const kernels = kernelModule<AttentionKernels>(context, defineAttention);
  const gradientKernels = kernelModule<AttentionGradients>(context, defineAttentionGradients);

  /** Working space that begins with the problem. */
  const space = (bytes: number): TeamScratch =>
    team.scratch(problemBytes + 64 * Math.ceil(bytes / 64));

  /** Splits the parts of the problem among the threads. */
  const run = <Name extends string>(
    functions: KernelModule<Readonly<Record<Name, Parts>>>,
    name: Name,
    { pointer, step }: TeamScratch,
    parts: number,
    cost: number,
  ): void => {
    const scratch = pointer + problemBytes;
    const cuts = ranges(team, parts, { cost });
    if (cuts.length === 1) functions()[name](0, pointer, scratch, step, 0, parts);
    else {
      const calls = cuts.map(([begin, end]) => [pointer, scratch, step, begin, end]);
      team.run(functions.team(name), calls);
    }
  };

  const forward = (
    inputs: readonly (Operand | undefined)[],
    outputs: readonly Operand[],
    attributes: Attributes,
  ): void => {
    const sizes = sizesOf(inputs);
    const { N, T1, T2, H, D, E } = sizes;
    const scratch = space(forwardScratchBytes(sizes));
    writeForward(memory, scratch.pointer, inputs, outputs, attributes);
    const tiles = Math.ceil(T1 / queryTile);
    run(kernels, 'forward', scratch, N * H * tiles, (productCost * T1 * T2 * (D + E)) / tiles);
  };

  const backward: FusedKernel<Attributes>['backward'] = (
    { inputs, outputs },
    [outputGradient],
    gradients,
    attributes,
  ) => {
    const { N, T1, T2, K, H, D, E } = sizesOf(inputs);
    const [query, key, value, , bias] = gradients;
    const scratch = space(backwardScratchBytes(D, E));
    writeForward(memory, scratch.pointer, inputs, outputs, attributes);
    writeBackward(memory, scratch.pointer, outputGradient!, gradients);
    const cost = productCost * T1 * T2 * (H / K) * (3 * D + 2 * E);
    const whole =
      team.threads === 1 || N * K >= team.threads * headsPerThread || cost < worthSplitting;
    if (whole) {
      if (query || key || value) run(gradientKernels, 'backward', scratch, N * K, cost);
    } else {
      const queryTiles = Math.ceil(T1 / queryTile);
      const keyTiles = Math.ceil(T2 / keyTile);
      if (query) {
        run(
          gradientKernels,
          'backwardOfQueries',
          scratch,
          N * K * queryTiles,
          (0.6 * cost) / queryTiles,
        );
      }
      if (key || value) {
        run(gradientKernels, 'backwardOfKeys', scratch, N * K * keyTiles, (0.8 * cost) / keyTiles);
      }
    }
    if (bias) {
      const { batches, heads, parts } = biasPartsOf(bias);
      const all = batches * heads * parts;
      run(gradientKernels, 'backwardOfBias', scratch, all, (0.4 * cost * N * K) / all);
    }
  };

  return { forward, infer: forward, backward };
}
