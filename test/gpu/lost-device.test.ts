import { expect, it } from 'vitest';
import { openDevice } from '../../packages/backend-webgpu/src/device/open-device.ts';
import { webgpu } from '../../packages/backend-webgpu/src/index.ts';
import {
  eventsOf,
  lossesOf,
  resumed,
  saved,
  toyConfig,
  toyModel,
  toyTrainer,
  weightsOf,
} from '../../packages/seq2seq/test/toy-run.ts';
import { BackendError, useBackend } from '../../packages/tensor/src/index.ts';
import { shared } from './backend-webgpu.ts';

it('goes on from the last checkpoint on a new device, bit for bit', async () => {
  const config = toyConfig();
  useBackend(shared);
  const whole = toyTrainer(config, toyModel(config));
  const expected = lossesOf(await eventsOf(whole));

  const { device } = await openDevice({});
  useBackend(await webgpu({ device }));
  const first = toyTrainer(config, toyModel(config));
  const before = lossesOf(await eventsOf(first, 4));
  const checkpoint = await saved(first, config);
  const run = first.run();
  await run.next();
  const waiting = run.next();
  device.destroy();
  await expect(waiting).rejects.toThrow(BackendError);
  await expect(waiting).rejects.toThrow(/the device was lost/);

  const next = await webgpu();
  useBackend(next);
  const second = await resumed(checkpoint);
  const after = lossesOf(await eventsOf(second));
  expect([...before, ...after]).toEqual(expected);
  expect(await weightsOf(second.model)).toEqual(await weightsOf(whole.model));
});
