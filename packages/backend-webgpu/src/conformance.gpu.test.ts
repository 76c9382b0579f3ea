import { describeBackend } from '@rondo/backend-conformance';
import { cpu } from '@rondo/backend-cpu';
import { webgpu } from './webgpu.ts';

describeBackend(
  'webgpu',
  () => webgpu(),
  () => cpu({ kernels: 'reference' }),
);
