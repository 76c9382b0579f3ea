import { expect, it } from 'vitest';
import { isOutOfMemory } from './out-of-memory.ts';

it('knows the errors of engines and devices', () => {
  const outOfMemory = [
    new Error(
      'webgpu: a tensor of 300000000 bytes is more than this device takes (maxBufferSize is 268435456)',
    ),
    new RangeError('Array buffer allocation failed'),
    new RangeError('WebAssembly.Memory.grow(): Out of memory'),
    Object.assign(new Error('device'), { name: 'GPUOutOfMemoryError' }),
    new Error('could not allocate 12 bytes'),
  ];
  for (const error of outOfMemory) expect(isOutOfMemory(error)).toBe(true);
  for (const error of [new Error('shape'), 'out of memory', undefined]) {
    expect(isOutOfMemory(error)).toBe(false);
  }
});
