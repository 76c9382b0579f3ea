import { afterEach, beforeEach, expect } from 'vitest';
import { memory } from '../src/index.ts';

/** Every test of the file must free all tensors that it made. */
export function expectNoLeaks(): void {
  let before = memory();
  beforeEach(() => {
    before = memory();
  });
  afterEach(() => {
    expect(memory()).toEqual(before);
  });
}
