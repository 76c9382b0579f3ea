import { DataError } from '../errors.ts';

export interface MemoryEstimate {
  /** The memory that there is, in bytes. */
  readonly bytes: number;
  /** What does not depend on the batch: weights, gradients, the optimiser's state. Default 0. */
  readonly fixedBytes?: number;
  /** What each place of a batch (pairs × longest side) takes: activations and their gradients. */
  readonly bytesPerToken: number;
  /** The share of the memory that is left free for what the estimate does not know. Default 0.1. */
  readonly reserve?: number;
}

/**
 * The largest budget of tokens for a batch that an estimate allows: ⌊((1 − reserve) bytes − fixedBytes) / bytesPerToken⌋.
 *
 * @throws DataError when not even one token fits.
 */
export function estimateMaxTokens({
  bytes,
  fixedBytes = 0,
  bytesPerToken,
  reserve = 0.1,
}: MemoryEstimate): number {
  for (const [name, value] of Object.entries({ bytes, fixedBytes, bytesPerToken })) {
    if (!(value >= 0 && value < Infinity) || (name === 'bytesPerToken' && value === 0)) {
      throw new DataError(
        `estimateMaxTokens: ${name} must be a number of bytes, received ${value}`,
        {
          name,
          value,
        },
      );
    }
  }
  if (!(reserve >= 0 && reserve < 1)) {
    throw new DataError(`estimateMaxTokens: reserve must be in [0, 1), received ${reserve}`, {
      reserve,
    });
  }
  const maxTokens = Math.floor((bytes * (1 - reserve) - fixedBytes) / bytesPerToken);
  if (maxTokens >= 1) return maxTokens;
  throw new DataError(
    `estimateMaxTokens: ${bytes} bytes less ${fixedBytes} fixed ones and a reserve of ${reserve} leave no room for a token of ${bytesPerToken} bytes; make the model smaller or give it more memory`,
    { bytes, fixedBytes, bytesPerToken, reserve },
  );
}
