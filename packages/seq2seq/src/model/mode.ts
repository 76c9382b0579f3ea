import type { Module } from '@rondo/layers-core';

/**
 * Runs `body` with a module in training or evaluation mode and puts it back. The body is synchronous, so that nobody else sees the
 * module in a mode that is not theirs: one model can be trained and decoded from at the same time.
 */
export function inMode<T>(module: Module, mode: 'training' | 'evaluation', body: () => T): T {
  const before = module.training;
  module.train(mode === 'training');
  try {
    return body();
  } finally {
    module.train(before);
  }
}
