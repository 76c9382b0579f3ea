import type { Module } from './module.ts';

/** Runs `body` with modules in evaluation mode, without dropout, and puts each of them back in the mode it was in. */
export function inEvaluation<T>(modules: readonly Module[], body: () => T): T {
  const before = modules.map(({ training }) => training);
  for (const module of modules) module.training = false;
  try {
    return body();
  } finally {
    for (const [index, module] of modules.entries()) module.training = before[index]!;
  }
}
