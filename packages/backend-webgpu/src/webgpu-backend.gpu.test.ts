import { backward, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { BackendError, randn, scope, tensor, useBackend, zeros, type Tensor } from '@rondo/tensor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDevice } from './device/open-device.ts';
import { webgpu } from './webgpu.ts';
import type { WebGpuBackend } from './webgpu-backend.ts';

let gpu: WebGpuBackend;
beforeEach(async () => {
  gpu = await webgpu();
  useBackend(gpu);
});
afterEach(() => gpu.dispose());

async function numbers(x: Tensor): Promise<number[]> {
  return [...(await x.data())];
}

describe('profile', () => {
  it('counts the launches of each kernel and takes their times', async () => {
    const x = randn([40, 30]);
    const kernels = await gpu.profile(() => {
      scope(() => void x.add(x).exp().exp());
    });
    const launches = Object.fromEntries(
      kernels.map(({ kernel, launches: count }) => [kernel.split(' ')[0], count]),
    );
    expect(launches).toEqual({ add: 1, exp: 2 });
    for (const { milliseconds } of kernels) expect(milliseconds).toBeGreaterThanOrEqual(0);
    x.dispose();
  });

  it('gives the results that there are without it, and refuses to run within itself', async () => {
    const x = tensor([1, 2, 3]);
    let inner: Promise<unknown> | undefined;
    await gpu.profile(async () => {
      inner = gpu.profile(() => {});
      inner.catch(() => {});
      expect(await numbers(x)).toEqual([1, 2, 3]);
    });
    await expect(inner).rejects.toThrow('profile() within profile()');
    x.dispose();
  });

  it('takes the times of more launches than a set of queries holds', async () => {
    const x = zeros([8]);
    const [{ launches } = { launches: 0 }] = await gpu.profile(() => {
      for (let i = 0; i < 2500; i++) x.square().dispose();
    });
    expect(launches).toBe(2500);
    x.dispose();
  });
});

describe('prewarm', () => {
  it('compiles what a body uses, computes nothing, and leaves nothing to compile', async () => {
    const weight = new Parameter(randn([5, 4]));
    const x = randn([3, 4]);
    const step = (): void =>
      scope(() => backward(() => x.matmul(weight.transpose(0, 1)).tanh().sum()).dispose());
    const before = gpu.describe().counts.launches;
    await gpu.prewarm(step);
    weight.clearGrad();
    const { launches, pipelines } = gpu.describe().counts;
    expect(launches).toBe(before);
    expect(pipelines).toBeGreaterThan(2);
    step();
    expect(gpu.describe().counts.pipelines).toBe(pipelines);
    expect(gpu.describe().counts.launches).toBeGreaterThan(launches);
    const slopes = await numbers(weight.grad!);
    expect(slopes.some((slope) => slope !== 0)).toBe(true);
    weight.dispose();
    x.dispose();
  });

  it('refuses to read', async () => {
    const x = zeros([2]);
    let read: Promise<unknown> | undefined;
    await gpu.prewarm(() => {
      read = x.data();
      read.catch(() => {});
    });
    await expect(read).rejects.toThrow('nothing can be read');
    x.dispose();
  });
});

describe('several backends', () => {
  it('moves tensors to the processor, back, and to a second device', async () => {
    const other = await webgpu();
    const processor = cpu();
    const x = tensor([1, Number.NaN, -0, 1e-40, Infinity]);
    const moved = await x.to(processor);
    const again = await moved.to(other);
    expect(await numbers(again)).toEqual([1, Number.NaN, -0, expect.closeTo(0, 30), Infinity]);
    expect(await numbers(again.add(again))).toEqual(await numbers(x.add(x)));
    expect(() => x.add(again)).toThrow(BackendError);
    for (const one of [x, moved, again]) one.dispose();
    other.dispose();
  });
});

describe("a device of the caller's", () => {
  it('is used with the limits that it has, and left alone at the end', async () => {
    const { device } = await openDevice({});
    const own = await webgpu({ device });
    const x = tensor([1, 2, 3], { backend: own });
    expect(await numbers(x.square())).toEqual([1, 4, 9]);
    x.dispose();
    own.dispose();
    const buffer = device.createBuffer({ size: 16, usage: 8 });
    device.queue.writeBuffer(buffer, 0, new Float32Array(4));
    await device.queue.onSubmittedWorkDone();
    device.destroy();
  });
});

describe('a lost device', () => {
  it('rejects what waits, says what to do, and leaves a new device usable', async () => {
    const { device } = await openDevice({});
    const own = await webgpu({ device });
    const x = tensor([1, 2], { backend: own });
    const waiting = x.square().data();
    device.destroy();
    await expect(waiting).rejects.toThrow(/the device was lost .* go on from the last checkpoint/);
    expect(() => x.square()).toThrow(BackendError);
    const next = tensor([3], { backend: gpu });
    expect(await numbers(next.square())).toEqual([9]);
    next.dispose();
  });
});

describe('memory', () => {
  it('names the limit and the largest tensors where there is no more, and goes on', async () => {
    const small = await webgpu({ maximumBytes: 2 ** 20 });
    const kept = zeros([1000, 100], { backend: small });
    expect(() => zeros([1000, 200], { backend: small })).toThrow(
      /at most 1048576 allowed[\s\S]*\[1000, 100\]/,
    );
    expect(await numbers(kept.sum())).toEqual([0]);
    kept.dispose();
    small.dispose();
  });

  it('names the limit of the device that a tensor is beyond', () => {
    const { maxStorageBufferBindingSize } = gpu.describe().limits;
    const elements = maxStorageBufferBindingSize / 4 + 1;
    expect(() => zeros([elements])).toThrow(/max\w+Size is \d+/);
  });
});
