import type { LinearMemory } from '../linear-memory.ts';

/** Runs `body` with the position of a word that is 0, which kernels set to 1 to say that something was wrong: whether they did. */
export function withFlag(memory: LinearMemory, body: (flag: number) => void): boolean {
  const word = memory.allocate(4);
  try {
    memory.i32[word.pointer >>> 2] = 0;
    body(word.pointer >>> 2);
    return memory.i32[word.pointer >>> 2] !== 0;
  } finally {
    memory.free(word);
  }
}
