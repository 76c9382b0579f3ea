import { describeBackend } from '@rondo/backend-conformance';
import { cpu } from '@rondo/backend-cpu';
import { GpuContext } from './device/gpu-context.ts';
import { openDevice } from './device/open-device.ts';
import { plainTeams, type Teams } from './device/teams.ts';
import { WebGpuBackend } from './webgpu-backend.ts';

/** What graphics devices take, which a program on the processor has a faster way for. */
const teams: Record<string, Teams> = {
  memory: plainTeams,
  subgroups: { ...plainTeams, long: 'subgroups' },
};

for (const [name, choice] of Object.entries(teams)) {
  describeBackend(
    `webgpu whose threads combine numbers by ${name}`,
    async () => {
      const open = await openDevice({});
      const gpu = new GpuContext(open.device, 2 ** 32);
      gpu.teams = choice;
      return new WebGpuBackend(gpu, open);
    },
    () => cpu({ kernels: 'reference' }),
    // All other kernels are the same.
    {
      suites: ['reduce', 'cumsumAndTopk', 'clipNorm', 'fused'],
      fused: ['softmax', 'logSoftmax', 'logSumExp', 'layerNorm', 'addLayerNorm', 'crossEntropy'],
    },
  );
}
