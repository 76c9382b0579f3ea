import { describeBackend } from '@rondo/backend-conformance';
import { cpu } from './cpu.ts';

const reference = (): ReturnType<typeof cpu> => cpu({ kernels: 'reference' });

describeBackend('cpu, reference kernels', reference, reference);
