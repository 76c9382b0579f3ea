import { philox, randomState, setRandomState, uniformFromBits } from '@rondo/tensor';

/** Runs `body` with the next uniform numbers on [0, 1) of the global stream, as many as it asks for. */
export function withUniforms<T>(body: (next: () => number) => T): T {
  const { seed, block } = randomState();
  let at = block;
  let words: number[] = [];
  const next = (): number => {
    if (words.length === 0) words = philox(seed, at++);
    return uniformFromBits(words.pop()!);
  };
  try {
    return body(next);
  } finally {
    setRandomState({ seed, block: at });
  }
}
