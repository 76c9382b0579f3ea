import { describeBackend } from '@rondo/backend-conformance';
import { cpu } from '@rondo/backend-cpu';
import { plainDevice } from '../test/plain-device.ts';
import { webgpu } from './webgpu.ts';

describeBackend(
  'webgpu on a device without features and with the limits that all have',
  async () => webgpu({ device: await plainDevice() }),
  () => cpu({ kernels: 'reference' }),
);
