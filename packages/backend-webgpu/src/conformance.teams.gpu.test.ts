import { describeBackend } from '@rondo/backend-conformance';
import { cpu } from '@rondo/backend-cpu';
import { GpuContext } from './device/gpu-context.ts';
import { openDevice } from './device/open-device.ts';
import { plainTeams } from './device/teams.ts';
import { WebGpuBackend } from './webgpu-backend.ts';

/** What graphics devices take; a program on the processor has a faster way, which the other suites try. */
describeBackend(
  'webgpu whose threads combine numbers by subgroups',
  async () => {
    const open = await openDevice({});
    const gpu = new GpuContext(open.device, 2 ** 32);
    gpu.teams = { ...plainTeams, long: 'subgroups' };
    return new WebGpuBackend(gpu, open);
  },
  () => cpu({ kernels: 'reference' }),
);
