// Each test runs in a scope of its own, and must dispose what outlives scopes: parameters, optimizers, what it keeps. Hooks of setup
// files run last, after those of the test file have cleaned up.
import { afterEach, beforeEach, expect } from 'vitest';
import { memory, scope } from '../packages/tensor/src/index.ts';

let before = memory();
let opened = scope();

beforeEach(() => {
  before = memory();
  opened = scope();
});

afterEach(() => {
  opened.close();
  expect(memory(), 'tensors left behind by this test').toEqual(before);
});
