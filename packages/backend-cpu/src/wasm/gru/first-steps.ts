import type { LinearMemory } from '../../linear-memory.ts';
import type { Sizes } from './operands.ts';

interface Steps {
  readonly recurrentGradient: number;
  readonly lengths: number;
  readonly reverse: boolean;
}

/**
 * Copies the row of each sequence's first step from `[N, L, 3H]` to `target` `[N, 3H]`, zeros for an empty sequence. Clears the
 * rows whose neighbour in memory, the output before their step, belongs to another sequence.
 */
export function firstSteps(
  { f32, i32 }: LinearMemory,
  { N, L, H }: Sizes,
  { recurrentGradient, lengths, reverse }: Steps,
  target: number,
): void {
  const width = 3 * H;
  for (let n = 0; n < N; n++) {
    const length = lengths ? Math.min(i32[lengths / 4 + n]!, L) : L;
    const rows = recurrentGradient / 4 + n * L * width;
    const first = rows + (reverse ? Math.max(length - 1, 0) : 0) * width;
    // The rows of an empty sequence are zero.
    f32.copyWithin(target / 4 + n * width, first, first + width);
    const edge = rows + (reverse ? L - 1 : 0) * width;
    f32.fill(0, edge, edge + width);
  }
}
