import { afterAll } from 'vitest';
import { shared } from './backend-webgpu.ts';

// A file that chose another backend would pass without having proved anything.
afterAll(() => {
  if (shared.describe().counts.launches > 0) return;
  throw new Error('the tests of this file launched nothing on the graphics device');
});
