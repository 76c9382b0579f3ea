import type { Tensor } from '@rondo/tensor';

/** What the encoder says about a batch of source sentences. */
export interface Memory {
  /** One vector per source token, `[N, S, M]`; arbitrary after the end. */
  readonly states: Tensor;
  /** The last state of each direction of a recurrent encoder's last layer, joined: `[N, M]`. */
  readonly summary: Tensor | undefined;
  /** Tokens of each source, int32 `[N]`. */
  readonly lengths: Tensor;
}
