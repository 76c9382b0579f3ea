import { RangeFault, scope, tensor, toeplitz, type Tensor } from '@rondo/tensor';
import { DistanceTable } from './distance-table.ts';
import type { AttentionPositions, PositionRange } from './positions.ts';

/**
 * The slope of each of H heads: 2^(-8h / H), h = 1 … H, where H is a power of 2; else those of the next smaller power of 2, then every
 * other one of twice as many.
 *
 * Source: Press, Smith & Lewis 2022, section 3, and their code for other numbers of heads.
 */
export function alibiSlopes(numHeads: number): number[] {
  const whole = 2 ** Math.floor(Math.log2(numHeads));
  const between = geometric(2 * whole).filter((_, h) => h % 2 === 0);
  return [...geometric(whole), ...between.slice(0, numHeads - whole)];
}

/** Slopes of `count` heads, a power of 2. */
function geometric(count: number): number[] {
  return Array.from({ length: count }, (_, h) => 2 ** ((-8 * (h + 1)) / count));
}

/**
 * Attention with linear biases: takes slope_h · |i - j| off the score of the query at position i and the key at position j, so that
 * each head looks less far, or farther, than the next.
 *
 * → bias `[1, H, T1, T2]`, a view of H · (T1 + T2 - 1) numbers. Nothing is learned. Source: Press, Smith & Lewis 2022, "Train short,
 * test long", section 3, which is causal; without `causal` both sides count alike.
 */
export class AlibiPositions implements AttentionPositions {
  readonly place = 'attention';
  readonly numHeads: number;
  readonly slopes: readonly number[];
  readonly #distances = new DistanceTable(
    (length) => new Float32Array(length),
    (distance) => -Math.abs(distance),
  );

  /** @throws RangeFault unless numHeads is a whole number of 1 or more. */
  constructor(numHeads: number) {
    if (!Number.isInteger(numHeads) || numHeads < 1) {
      throw new RangeFault(
        `AlibiPositions: expected a whole number of heads, 1 or more, received ${numHeads}`,
        { numHeads },
      );
    }
    this.numHeads = numHeads;
    this.slopes = alibiSlopes(numHeads);
  }

  bias(range: PositionRange): Tensor {
    const { backend } = range;
    return scope(() => {
      const slopes = tensor([...this.slopes], { backend }).reshape([1, -1, 1]);
      const distances = tensor(this.#distances.diagonals(range), { backend });
      return toeplitz(slopes.mul(distances), range.T1);
    });
  }
}
