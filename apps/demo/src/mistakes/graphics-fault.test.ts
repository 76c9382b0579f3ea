import { BackendError } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { faultOf, WorkerError } from '../live/fault.ts';
import { isGraphicsFault } from './graphics-fault.ts';

it('tells what is about the graphics device from what else a backend complains of', () => {
  const graphics = {
    'webgpu: the device was lost (unknown: reset), and the tensors on it with it': true,
    'linear (in encoder): webgpu: the device is out of memory': true,
    'out of memory: 9 bytes asked for, at most 8 allowed (webgpu({ maximumBytes }))': true,
    'convolution: operands live on different backends (cpu, webgpu)': false,
    'out of memory: 9 bytes asked for (WebAssembly addresses 4 GiB)': false,
  };
  for (const [message, wanted] of Object.entries(graphics)) {
    const errors = [
      new BackendError(message),
      new WorkerError(faultOf(new BackendError(message))),
      new Error(message),
    ];
    expect([message, ...errors.map(isGraphicsFault)]).toEqual([message, wanted, wanted, false]);
  }
});
