import type { Tensor } from '@rondo/tensor';

/** What the encoder says about a batch of source sentences. */
export interface Memory {
  /** One vector per source token, `[N, S, 2H]`; 0 after the end. */
  readonly states: Tensor;
  /** The last state of each direction of the last layer, joined: `[N, 2H]`. */
  readonly summary: Tensor;
  /** Where a source token stands: bool `[N, 1, S]`. */
  readonly mask: Tensor;
}
