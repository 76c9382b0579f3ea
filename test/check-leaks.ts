import { beforeEach, onTestFinished } from 'vitest';
import { memory, scope } from '../packages/tensor/src/index.ts';

/**
 * Has each test of a file run in a scope of its own and held to it that it leaves no tensor behind: tests dispose what outlives
 * scopes, such as parameters, optimizers, what they keep.
 */
export function checkLeaks(): void {
  beforeEach(() => {
    const before = memory();
    const opened = scope();
    // Runs last, after the test file and what it uses have cleaned up.
    onTestFinished(() => {
      opened.close();
      const { tensors, bytes } = memory();
      if (tensors === before.tensors && bytes === before.bytes) return;
      throw new Error(
        `this test left ${tensors - before.tensors} tensors and ${bytes - before.bytes} bytes behind: dispose what it makes`,
      );
    });
  });
}
