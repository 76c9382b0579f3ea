import { describeBackend } from '@rondo/backend-conformance';
import { cpu } from './cpu.ts';

describeBackend(
  'cpu, relaxed SIMD',
  () => cpu({ relaxedSimd: true }),
  () => cpu({ kernels: 'reference' }),
);
