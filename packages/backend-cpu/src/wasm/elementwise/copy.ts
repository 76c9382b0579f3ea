import type { Operand } from '@rondo/tensor';
import type { LinearMemory } from '../../linear-memory.ts';
import type { Loops } from '../../reference/iterate.ts';
import { kernelModule } from '../kernel-module.ts';
import { eachBlock } from './blocks.ts';
import { type CopyKernels, defineCopies } from './copy-functions.ts';

/** output = input, both with any strides; elements are moved as bits. */
export function createCopy(memory: LinearMemory): (input: Operand, output: Operand) => boolean {
  const kernels = kernelModule<CopyKernels>(memory, defineCopies);
  return (input, output) => {
    const { rows, transpose, strided } = kernels();
    eachBlock(
      [input, output],
      (outer, inner, at, outerSteps, innerSteps) => {
        const [from, to] = at as [number, number];
        const [outerFrom, outerTo] = outerSteps as [number, number];
        const [innerFrom, innerTo] = innerSteps as [number, number];
        if (innerFrom === 1 && innerTo === 1) rows(outer, inner, from, to, outerFrom, outerTo);
        else if (outerFrom === 1 && innerTo === 1 && outer >= 4) {
          transpose(outer, inner, from, to, innerFrom, outerTo);
        } else strided(outer, inner, from, to, outerFrom, outerTo, innerFrom, innerTo);
      },
      sourceNeighboursSecond,
    );
    return true;
  };
}

/** Makes the loop along which the source is contiguous the second one, unless it is the innermost already. */
function sourceNeighboursSecond(loops: Loops): Loops {
  const contiguous = loops.steps.findIndex(([from]) => from === 1);
  if (contiguous < 2) return loops;
  const swap = <T>(list: readonly T[]): T[] =>
    list.map((item, i) => (i === 1 ? list[contiguous]! : i === contiguous ? list[1]! : item));
  return { sizes: swap(loops.sizes), steps: swap(loops.steps), isEmpty: loops.isEmpty };
}
