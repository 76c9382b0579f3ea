import { randomState, setRandomState, type RandomState } from '@rondo/tensor';

/** Runs `body` with the global stream of random numbers at a place of our own, and puts it back; where our own stands after it. */
export function withRandom<T>(
  random: RandomState,
  body: () => T,
): { readonly value: T; readonly random: RandomState } {
  const global = randomState();
  setRandomState(random);
  try {
    return { value: body(), random: randomState() };
  } finally {
    setRandomState(global);
  }
}
