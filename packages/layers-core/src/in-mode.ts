import type { Module } from './module.ts';

/**
 * Runs `body` with a module, and all modules in it, in training or evaluation mode and puts each back. The body is synchronous, so that
 * nobody else sees the module in a mode that is not theirs: one model can be trained and decoded from at the same time.
 *
 * Who does it often hands over `module.modules()`, which takes a while to find.
 */
export function inMode<T>(
  module: Module | readonly Module[],
  mode: 'training' | 'evaluation',
  body: () => T,
): T {
  const modules = 'modules' in module ? module.modules() : module;
  const before = modules.map(({ training }) => training);
  for (const part of modules) part.training = mode === 'training';
  try {
    return body();
  } finally {
    for (const [index, part] of modules.entries()) part.training = before[index]!;
  }
}
