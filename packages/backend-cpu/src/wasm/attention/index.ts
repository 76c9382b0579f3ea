import type { FusedAttributes, FusedKernel, Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { ranges } from '../../threads/ranges.ts';
import { kernelModule } from '../kernel-module.ts';
import { backwardScratchBytes } from './backward.ts';
import { forwardScratchBytes } from './forward.ts';
import { type AttentionKernels, defineAttention } from './kernels.ts';
import { backwardProblem, forwardProblem, sizesOf } from './operands.ts';
import { type Problem, problemBytes, writeProblem } from './problem.ts';
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

  /** Splits the parts of a problem among the threads. */
  const run = (
    name: keyof AttentionKernels,
    problem: Problem,
    scratchBytes: number,
    parts: number,
    cost: number,
  ): void => {
    const own = problemBytes + 64 * Math.ceil(scratchBytes / 64);
    const { pointer, step } = team.scratch(own);
    writeProblem(memory, pointer, problem);
    const scratch = pointer + problemBytes;
    const cuts = ranges(team, parts, { cost });
    if (cuts.length === 1) kernels()[name](0, pointer, scratch, step, 0, parts);
    else {
      team.run(
        kernels.team(name),
        cuts.map(([begin, end]) => [pointer, scratch, step, begin, end]),
      );
    }
  };

  const forward = (
    inputs: readonly (Operand | undefined)[],
    outputs: readonly Operand[],
    attributes: Attributes,
  ): void => {
    const sizes = sizesOf(inputs);
    const { N, T1, T2, H, D, E } = sizes;
    const tiles = Math.ceil(T1 / queryTile);
    const cost = (productCost * T1 * T2 * (D + E)) / tiles;
    const problem = forwardProblem(inputs, outputs, attributes);
    run('forward', problem, forwardScratchBytes(sizes), N * H * tiles, cost);
  };

  const backward: FusedKernel<Attributes>['backward'] = (
    { inputs, outputs },
    [outputGradient],
    gradients,
    attributes,
  ) => {
    const { N, T1, T2, K, H, D, E } = sizesOf(inputs);
    const [query, key, value, , bias] = gradients;
    const problem = backwardProblem(inputs, outputs, outputGradient!, gradients, attributes);
    const bytes = backwardScratchBytes(D, E);
    const cost = productCost * T1 * T2 * (H / K) * (3 * D + 2 * E);
    if (N * K >= team.threads * headsPerThread || cost < worthSplitting) {
      if (query || key || value) run('backward', problem, bytes, N * K, cost);
    } else {
      const queryTiles = Math.ceil(T1 / queryTile);
      const keyTiles = Math.ceil(T2 / keyTile);
      if (query) {
        run('backwardOfQueries', problem, bytes, N * K * queryTiles, (0.6 * cost) / queryTiles);
      }
      if (key || value) {
        run('backwardOfKeys', problem, bytes, N * K * keyTiles, (0.8 * cost) / keyTiles);
      }
    }
    if (bias) {
      const { biasBatches = 1, biasHeads = 1, biasParts = 1 } = problem;
      const parts = biasBatches * biasHeads * biasParts;
      run('backwardOfBias', problem, bytes, parts, (0.4 * cost * N * K) / parts);
    }
  };

  return { forward, infer: forward, backward };
}
