import { Parameter } from '@rondo/autograd';
import { checkOptions, init, Module } from '@rondo/layers-core';
import { indexSelect, RangeFault, scope, tensor, toeplitz, type Tensor } from '@rondo/tensor';
import { checkWhole } from './check-sizes.ts';
import { DistanceTable } from './distance-table.ts';
import type { AttentionPositions, PositionRange } from './positions.ts';

export interface RelativePositionsOptions {
  /** How many biases each head has (32). */
  readonly numBuckets?: number;
  /** Distances from here on share the last bucket (128). */
  readonly maxDistance?: number;
  /** Whether keys after the query have buckets of their own (true); false, for causal attention, puts them into that of distance 0. */
  readonly bidirectional?: boolean;
}

/**
 * The bucket of a key that stands `distance` = j - i steps after its query: one for each of the small distances, then ever wider ones,
 * in the proportion of their logarithms, up to `maxDistance`.
 *
 * Source: Raffel et al. 2020, section 2.1, and their code.
 */
export function relativeBucket(
  distance: number,
  { numBuckets = 32, maxDistance = 128, bidirectional = true }: RelativePositionsOptions = {},
): number {
  const count = bidirectional ? numBuckets / 2 : numBuckets;
  const first = bidirectional && distance > 0 ? count : 0;
  const away = bidirectional ? Math.abs(distance) : Math.max(0, -distance);
  const exact = Math.floor(count / 2);
  if (away < exact) return first + away;
  const share = Math.log(away / exact) / Math.log(maxDistance / exact);
  return first + Math.min(count - 1, exact + Math.floor(share * (count - exact)));
}

/**
 * Relative positions as in T5: adds to the score of a query at position i and a key at position j a learned number of the head and of
 * the bucket of their distance, weight[bucket(j - i), h].
 *
 * → bias `[1, H, T1, T2]`, weight `[numBuckets, H]`, which starts from N(0, 0.02²). Layers that are given the same object share it, as
 * in T5, which does not scale its scores: `scale: 1`. Its gradient takes memory of H · T1 · T2.
 *
 * Source: Raffel et al. 2020, section 2.1; after Shaw et al. 2018.
 */
export class RelativePositions extends Module implements AttentionPositions {
  readonly place = 'attention';
  readonly numHeads: number;
  readonly numBuckets: number;
  readonly maxDistance: number;
  readonly bidirectional: boolean;
  readonly weight: Parameter;
  readonly #buckets: DistanceTable<Int32Array>;

  /** @throws RangeFault unless there are 4 buckets or more (2, for one direction), an even number for two, and a farther maxDistance. */
  constructor(numHeads: number, options: RelativePositionsOptions = {}) {
    super();
    checkWhole(this, { numHeads });
    checkOptions(this, options, ['numBuckets', 'maxDistance', 'bidirectional']);
    const { numBuckets = 32, maxDistance = 128, bidirectional = true } = options;
    const count = bidirectional ? numBuckets / 2 : numBuckets;
    if (!Number.isInteger(count) || count < 2) {
      throw new RangeFault(
        `RelativePositions: expected numBuckets to be ${bidirectional ? 'an even number of 4' : 'a whole number of 2'} or more, ` +
          `received ${numBuckets}`,
        { numBuckets, bidirectional },
      );
    }
    const exact = Math.floor(count / 2);
    if (!(maxDistance > exact)) {
      throw new RangeFault(
        `RelativePositions: expected maxDistance above ${exact}, the distances with a bucket each, received ${maxDistance}`,
        { maxDistance, exact },
      );
    }
    this.numHeads = numHeads;
    this.numBuckets = numBuckets;
    this.maxDistance = maxDistance;
    this.bidirectional = bidirectional;
    this.#buckets = new DistanceTable(
      (length) => new Int32Array(length),
      (distance) => relativeBucket(distance, this),
    );
    this.weight = new Parameter(init.normal([numBuckets, numHeads], 0, 0.02));
  }

  bias(range: PositionRange): Tensor {
    const { backend } = range;
    return scope(() => {
      const buckets = tensor(this.#buckets.diagonals(range), { backend });
      const diagonals = indexSelect(this.weight.transpose(0, 1), 1, buckets);
      return toeplitz(diagonals, range.T1).unsqueeze(0);
    });
  }
}
