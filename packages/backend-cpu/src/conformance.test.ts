import { describeBackend } from '@rondo/backend-conformance';
import { configured } from '../test/configured.ts';
import { cpu } from './cpu.ts';

describeBackend(
  'cpu, WebAssembly kernels',
  () => configured(),
  () => cpu({ kernels: 'reference' }),
);
