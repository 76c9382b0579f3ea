import { ranges } from '../../threads/ranges.ts';
import type { KernelArguments, Team } from '../../threads/team.ts';
import { isSplit } from '../is-split.ts';
import type { KernelModule } from '../kernel-module.ts';
import type { Block } from './blocks.ts';
import { type Pattern, patternOf } from './define-elementwise.ts';

/** By pattern: (thread, outer, inner, at, outer steps, inner steps). */
export type ElementwiseKernels = Readonly<Record<Pattern, (...parameters: number[]) => void>>;

/** Nanoseconds for each element. */
const cost = 0.4;

/** Runs the kernel that fits on a block of some inputs and an output, on all threads where it is large. */
export function runBlock(
  team: Team,
  kernels: KernelModule<ElementwiseKernels>,
  ...[outer, inner, at, outerSteps, innerSteps]: Parameters<Block>
): void {
  const pattern = patternOf(at.length - 1, innerSteps);
  if (isSplit(team, outer * inner * cost)) {
    team.run(kernels.team(pattern), partsOf(team, outer, inner, at, outerSteps, innerSteps));
    return;
  }
  const kernel = kernels()[pattern]!;
  // Listed one by one: a small operation takes less time than an array of its parameters.
  if (at.length === 3) {
    kernel(
      0,
      outer,
      inner,
      at[0]!,
      at[1]!,
      at[2]!,
      outerSteps[0]!,
      outerSteps[1]!,
      outerSteps[2]!,
      innerSteps[0]!,
      innerSteps[1]!,
      innerSteps[2]!,
    );
  } else kernel(0, outer, inner, ...at, ...outerSteps, ...innerSteps);
}

/** Parts of the longer one of the two loops. */
function partsOf(
  team: Team,
  ...[outer, inner, at, outerSteps, innerSteps]: Parameters<Block>
): KernelArguments[] {
  const isOuter = outer >= inner;
  const [count, other] = isOuter ? [outer, inner] : [inner, outer];
  const steps = isOuter ? outerSteps : innerSteps;
  const options = { cost: cost * other, multiple: isOuter ? 1 : 16 };
  return ranges(team, count, options).map(([begin, end]) => [
    isOuter ? end - begin : outer,
    isOuter ? inner : end - begin,
    ...at.map((first, i) => first + begin * steps[i]!),
    ...outerSteps.slice(0, at.length),
    ...innerSteps.slice(0, at.length),
  ]);
}
