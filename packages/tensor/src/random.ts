import type { RandomState } from './backend.ts';
import { RangeFault } from './errors.ts';

let state: RandomState = { seed: 0, block: 0 };

/**
 * Starts the global stream of random numbers anew: same seed, same numbers, on every backend.
 * @throws RangeFault unless `seed` is a whole number from 0 to 2⁵³ - 1.
 */
export function manualSeed(seed: number): void {
  state = checkedState('manualSeed', { seed, block: 0 });
}

/** @throws RangeFault unless seed and block are whole numbers from 0 to 2⁵³ - 1. */
export function checkedState(where: string, { seed, block }: RandomState): RandomState {
  for (const [name, value] of Object.entries({ seed, block })) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeFault(
        `${where}: the ${name} must be a whole number from 0 to 2^53 - 1, received ${value}`,
        { [name]: value },
      );
    }
  }
  return { seed, block };
}

/** Where the global stream stands; part of a checkpoint. */
export function randomState(): RandomState {
  return state;
}

/**
 * Puts the global stream where `randomState()` said it was.
 * @throws RangeFault when that is no place of a stream.
 */
export function setRandomState(saved: RandomState): void {
  state = checkedState('setRandomState', saved);
}

/** Takes as many random numbers as there are elements from the global stream: blocks of four. */
export function drawRandom(elements: number): RandomState {
  const drawn = state;
  state = { seed: state.seed, block: state.block + Math.ceil(elements / 4) };
  return drawn;
}
