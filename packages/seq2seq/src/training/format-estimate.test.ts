import { expect, it } from 'vitest';
import { formatEstimate } from './format-estimate.ts';

it('is told in one line', () => {
  const bytes = {
    parameters: 1e7,
    gradients: 1e7,
    optimizer: 2e7,
    average: 0,
    activations: 2.7e8,
    total: 3.1e8,
  };
  const estimate = {
    parameters: 2_517_000,
    steps: 3400,
    tokens: 5e6,
    flops: 3.4e13,
    memory: bytes,
    layers: [],
  };
  const seconds = { training: 1500, validation: 60, total: 1560 };
  expect(formatEstimate({ ...estimate, seconds })).toBe(
    '2.52M parameters, 3,400 steps, 34.0 TFLOP, 310 MB of memory, about 26 minutes (22.7 GFLOP/s)',
  );
  expect(formatEstimate({ ...estimate, seconds: undefined })).toMatch(/memory$/);
});
