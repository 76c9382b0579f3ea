import { describeBackend } from '@rondo/backend-conformance';
import { cpu } from '../cpu.ts';

describeBackend(
  'cpu, WebAssembly kernels',
  () => cpu({ kernels: 'wasm' }),
  () => cpu({ kernels: 'reference' }),
);
