// Packages below the backends cannot import one, so the workspace chooses it for their tests.
import { cpu } from '../packages/backend-cpu/src/index.ts';
import { useBackend } from '../packages/tensor/src/index.ts';

useBackend(cpu());
