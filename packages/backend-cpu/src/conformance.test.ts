import { describeBackend } from '@rondo/backend-conformance';
import { configured } from '../test/configured.ts';
import { cpu } from './cpu.ts';

const reference = (): ReturnType<typeof cpu> => cpu({ kernels: 'reference' });

describeBackend('cpu, reference kernels', reference, reference);
describeBackend('cpu, WebAssembly kernels', () => configured(), reference);
