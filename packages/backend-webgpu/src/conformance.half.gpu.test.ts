import { describeBackend } from '@rondo/backend-conformance';
import { cpu } from '@rondo/backend-cpu';
import { webgpu } from './webgpu.ts';

// Factors of at most 1 are rounded by at most 2⁻¹², so a sum of 33 products, the longest that is read from float16, by less than this.
describeBackend(
  'webgpu whose large products read float16',
  () => webgpu({ halfStorage: true }),
  () => cpu({ kernels: 'reference' }),
  { suites: ['matmul'], products: { rtol: 1e-5, atol: 33 * 2 ** -11 } },
);
