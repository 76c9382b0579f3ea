import type { MaskSenseOption } from './mask-sense.ts';
import type { Positions } from './positions.ts';

export interface MultiheadAttentionOptions extends MaskSenseOption {
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

export const attentionOptionNames = [
  'dropout',
  'bias',
  'kdim',
  'vdim',
  'biasKV',
  'addZeroAttention',
  'keyValueHeads',
  'scale',
  'positions',
  'maskSense',
] as const;
