// Each test runs in a scope of its own, and must dispose what outlives scopes: parameters, optimizers, what it keeps. Hooks of setup
// files run last, after those of the test file have cleaned up.
import { afterEach, beforeEach } from 'vitest';
import { memory, scope, type Scope } from '../packages/tensor/src/index.ts';

let before = memory();
let opened: Scope | undefined;

beforeEach(() => {
  before = memory();
  opened = scope();
});

afterEach(() => {
  opened?.close();
  const { tensors, bytes } = memory();
  if (tensors === before.tensors && bytes === before.bytes) return;
  throw new Error(
    `this test left ${tensors - before.tensors} tensors and ${bytes - before.bytes} bytes behind: dispose what it makes`,
  );
});
