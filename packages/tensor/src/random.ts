import type { RandomState } from './backend.ts';
import { RangeFault } from './errors.ts';

let state: RandomState = { seed: 0, block: 0 };

/**
 * Starts the global stream of random numbers anew: same seed, same numbers, on every backend.
 * @throws RangeFault unless `seed` is a whole number from 0 to 2⁵³ - 1.
 */
export function manualSeed(seed: number): void {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeFault(`manualSeed: expected a whole number from 0 to 2^53 - 1, received ${seed}`, { seed });
  }
  state = { seed, block: 0 };
}

/** Where the global stream stands; part of a checkpoint. */
export function randomState(): RandomState {
  return state;
}

/** Puts the global stream where `randomState()` said it was. */
export function setRandomState({ seed, block }: RandomState): void {
  manualSeed(seed);
  if (!Number.isSafeInteger(block) || block < 0) {
    throw new RangeFault(`setRandomState: expected a whole block number, received ${block}`, { block });
  }
  state = { seed, block };
}

/** Takes as many random numbers as there are elements from the global stream: blocks of four. */
export function drawRandom(elements: number): RandomState {
  const drawn = state;
  state = { seed: state.seed, block: state.block + Math.ceil(elements / 4) };
  return drawn;
}
