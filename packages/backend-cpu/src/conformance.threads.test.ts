import { describeBackend } from '@rondo/backend-conformance';
import { awaitWorkers } from '../test/threaded-context.ts';
import { cpu } from './cpu.ts';

const threads = 3;

describeBackend(
  `cpu, ${threads} threads`,
  () => {
    const backend = cpu({ threads });
    awaitWorkers(() => backend.describe().threads);
    return backend;
  },
  () => cpu({ kernels: 'reference' }),
);
