import { RangeFault } from '@rondo/tensor';
import type { Positions } from './positions.ts';

export interface MultiheadAttentionOptions {
  /** Size of the keys (embedDim). */
  readonly kdim?: number;
  /** Size of the values (embedDim). */
  readonly vdim?: number;
  /** Whether to add biases to the projections (true). */
  readonly bias?: boolean;
  /** Whether to learn one more key and value, to which every query may attend (false). */
  readonly biasKV?: boolean;
  /** Whether to add a key and a value of zeros, to which every query may attend (false). */
  readonly addZeroAttention?: boolean;
  /** Probability of dropout of the weights while training (0). */
  readonly dropout?: number;
  /** Heads of keys and values, a divisor of numHeads (numHeads): groups of query heads share one. 1 is multi-query attention. */
  readonly keyValueHeads?: number | undefined;
  /** Factor of the scores (1/√D). */
  readonly scale?: number;
  /** How the order of the steps is known (not at all): rotary, ALiBi or relative positions, or ones that are added to what comes in. */
  readonly positions?: Positions | undefined;
}

/** @throws RangeFault for heads that do not divide, or a dropout that is no probability. */
export function checkSizes(
  place: { toString(): string },
  sizes: {
    readonly embedDim: number;
    readonly numHeads: number;
    readonly keyValueHeads: number;
    readonly dropout: number;
  },
): void {
  const { embedDim, numHeads, keyValueHeads, dropout } = sizes;
  if (!divides(numHeads, embedDim)) {
    throw new RangeFault(
      `${place.toString()}: expected numHeads to divide embedDim = ${embedDim}, received ${numHeads}`,
      { embedDim, numHeads },
    );
  }
  if (!divides(keyValueHeads, numHeads)) {
    throw new RangeFault(
      `${place.toString()}: expected keyValueHeads to divide numHeads = ${numHeads}, received ${keyValueHeads}`,
      { numHeads, keyValueHeads },
    );
  }
  if (!(dropout >= 0 && dropout <= 1)) {
    throw new RangeFault(`${place.toString()}: expected dropout from 0 to 1, received ${dropout}`, {
      dropout,
    });
  }
}

function divides(part: number, whole: number): boolean {
  return Number.isInteger(part) && part >= 1 && whole % part === 0;
}
