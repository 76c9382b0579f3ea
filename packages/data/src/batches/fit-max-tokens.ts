import { DataError, requireInteger } from '../errors.ts';
import { isOutOfMemory } from './memory-fit.ts';

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

export interface ProbeMaxTokensOptions {
  /** The first budget that is tried, which must fit. Default 256. */
  readonly start?: number;
  /** Never try more than this. Default 2²⁰. */
  readonly limit?: number;
  /** Stop when the largest budget that fits and the smallest that does not differ by at most this share. Default 0.1. */
  readonly precision?: number;
  /** Tells the errors that mean "too little memory" from others, which are thrown on. Default: `isOutOfMemory`. */
  readonly isOutOfMemory?: (error: unknown) => boolean;
}

/**
 * The largest budget of tokens for which a probe, say one training step on a batch of that size, does not run out of memory:
 * doubled until it does, then halved between the two.
 *
 * @throws DataError when the first budget does not fit, halved down to one token; and what the probe throws otherwise.
 */
export async function probeMaxTokens(
  probe: (maxTokens: number) => unknown,
  {
    start = 256,
    limit = 2 ** 20,
    precision = 0.1,
    isOutOfMemory: told = isOutOfMemory,
  }: ProbeMaxTokensOptions = {},
): Promise<number> {
  requireInteger('start', start, 1);
  requireInteger('limit', limit, start);
  if (!(precision > 0)) {
    throw new DataError(`probeMaxTokens: precision must be positive, received ${precision}`, {
      precision,
    });
  }
  let last: unknown;
  const fits = async (tokens: number): Promise<boolean> => {
    try {
      await probe(tokens);
      return true;
    } catch (error) {
      if (!told(error)) throw error;
      last = error;
      return false;
    }
  };
  let good = 0;
  let bad = Infinity;
  for (let next = start; ;) {
    if (await fits(next)) good = next;
    else bad = next;
    if (good === limit || bad - good <= Math.max(1, good * precision)) break;
    if (bad === Infinity) next = Math.min(limit, good * 2);
    else next = good === 0 ? Math.floor(bad / 2) : Math.floor((good + bad) / 2);
  }
  if (good > 0) return good;
  throw new DataError(
    'probeMaxTokens: memory is not enough for a batch of one token; make the model smaller or give it more memory',
    { start },
    last,
  );
}
