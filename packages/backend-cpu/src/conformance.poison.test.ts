import { describeBackend } from '@rondo/backend-conformance';
import { CpuBackend } from './cpu-backend.ts';
import { cpu } from './cpu.ts';
import { soloContext } from './kernel-context.ts';
import { LinearMemory } from './linear-memory.ts';
import { wasmKernels } from './wasm/kernels.ts';

/** Every block that is handed out holds NaN: no kernel may show, or use, what it did not write. */
describeBackend(
  'cpu, memory full of NaN',
  () => {
    const context = soloContext(new LinearMemory({ poison: true }));
    return new CpuBackend({ memory: context.memory, kernels: wasmKernels(context), context });
  },
  () => cpu({ kernels: 'reference' }),
);
