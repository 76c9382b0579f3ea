import { backward, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import {
  addLayerNorm,
  assign,
  BackendError,
  full,
  gather,
  gruSequence,
  layerNorm,
  ones,
  randn,
  scope,
  tensor,
  useBackend,
  zeros,
  type Tensor,
} from '@rondo/tensor';
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

/** A device that has no memory for buffers of `most` bytes or more, and says so as devices do: later. */
function withoutMemoryFor(device: GPUDevice, most: number): GPUDevice {
  const scopes: boolean[] = [];
  const parts: Partial<GPUDevice> = {
    pushErrorScope: (filter) => {
      scopes.push(false);
      device.pushErrorScope(filter);
    },
    createBuffer: (descriptor) => {
      if (descriptor.size < most) return device.createBuffer(descriptor);
      scopes[scopes.length - 1] = true;
      // A buffer that cannot be: what uses it is refused.
      device.pushErrorScope('validation');
      const buffer = device.createBuffer({ size: 16, usage: 0 });
      void device.popErrorScope();
      return buffer;
    },
    popErrorScope: async () => {
      const isFull = scopes.pop();
      const error = await device.popErrorScope();
      return isFull ? { message: 'no more' } : error;
    },
  };
  return new Proxy(device, {
    get: (target, key) => {
      if (key in parts) return Reflect.get(parts, key) as unknown;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

async function total(x: Tensor): Promise<number> {
  const sum = x.sum();
  return sum.item().finally(() => sum.dispose());
}

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

describe('reads that are not waited for', () => {
  it('get the numbers of their moment, though the tensor is freed and its memory written at once', async () => {
    const x = scope(() => tensor([5]).square());
    await x.data();
    const read = x.item();
    x.dispose();
    const next = tensor([6]);
    expect(await read).toBe(25);
    expect(await next.item()).toBe(6);
    next.dispose();
  });

  it('tell each wrong index, also one that comes while another is on its way', async () => {
    const table = tensor([1, 2, 3]);
    const index = tensor([9], { dtype: 'int32' });
    const first = gather(table, 0, index);
    const reading = first.data();
    reading.catch(() => {});
    const second = gather(table, 0, index);
    const later = second.data();
    await expect(reading).rejects.toThrow('index 9 is outside its axis');
    await expect(later).rejects.toThrow('index 9 is outside its axis');
    expect(await numbers(table)).toEqual([1, 2, 3]);
    for (const one of [table, index, first, second]) one.dispose();
  });
});

it('tells operands that are one tensor from views that share memory only', async () => {
  const x = randn([2, 3, 8]);
  const [a, b] = [x.select(0, 0), x.select(0, 1)];
  const same = addLayerNorm(a, a, [8]);
  const other = addLayerNorm(a, b, [8]);
  const sums = [a.add(a), a.add(b)] as const;
  expect(await numbers(same.sum)).toEqual(await numbers(sums[0]));
  expect(await numbers(other.sum)).toEqual(await numbers(sums[1]));
  for (const one of [x, a, b, ...sums, same.sum, same.output, other.sum, other.output])
    one.dispose();
});

it('multiplies matrices of more rows, or columns, than a launch has', async () => {
  const lines = 65_535 * 32 + 5;
  const [column, three] = [ones([lines, 1]), full([1, 1], 3)];
  const products = [column.matmul(three), scope(() => three.matmul(column.transpose(0, 1)))];
  for (const product of products) {
    const ends = scope(() => [product.min(), product.max()] as const);
    expect(await Promise.all(ends.map((end) => end.item()))).toEqual([3, 3]);
    for (const one of [product, ...ends]) one.dispose();
  }
  column.dispose();
  three.dispose();
});

it('runs units whose state does not fit into the memory of a workgroup', async () => {
  const own = await webgpu({ matmul: 'workgroups 4' });
  useBackend(own);
  const units = 2100;
  const y = scope(() => {
    const weight = zeros([3 * units, units]);
    return gruSequence(full([1, 2, 3 * units], 0.5), weight).output;
  });
  // r and z are σ(½), n is tanh ½: h' = n + z (h - n).
  const [z, n] = [1 / (1 + Math.exp(-0.5)), Math.tanh(0.5)];
  const first = n - z * n;
  const expected = [first, n + z * (first - n)];
  const received = await numbers(y);
  for (const [i, value] of received.entries()) {
    expect(value).toBeCloseTo(expected[Math.floor(i / units)]!, 5);
  }
  y.dispose();
  own.dispose();
  useBackend(gpu);
});

it('is right where the launches of a submission are at their most', async () => {
  const filler = ones([4]);
  for (let launches = 2040; launches < 2052; launches++) {
    await filler.data();
    for (let i = 0; i < launches; i++) filler.square().dispose();
    const five = scope(() => tensor([[5]]));
    const product = scope(() => five.matmul(full([1, 1], 3)));
    five.dispose();
    const next = tensor([[9]]);
    expect([launches, await product.item()]).toEqual([launches, 15]);
    for (const one of [product, next]) one.dispose();
  }
  filler.dispose();
});

describe('sums of very many numbers', () => {
  it('keep their digits', async () => {
    const x = full([3_000_000], 0.1);
    expect(Math.abs((await total(x)) / 3e5 - 1)).toBeLessThan(1e-5);
    x.dispose();
  });

  it('keep their digits while they run', async () => {
    const x = full([1_000_000], 0.1);
    const last = scope(() => x.cumsum(0).narrow(0, 999_999, 1));
    expect(Math.abs((await numbers(last))[0]! / 1e5 - 1)).toBeLessThan(1e-4);
    x.dispose();
    last.dispose();
  });

  it('are formed along columns of any number', async () => {
    const columns = 1_050_000;
    const weight = new Parameter(ones([columns]));
    const x = tensor(
      Float32Array.from({ length: columns }, (_, i) => 2 * (i % 2)),
      { shape: [1, columns] },
    );
    backward(() => scope(() => layerNorm(x, [columns], { weight }).sum())).dispose();
    const slopes = await numbers(weight.grad!);
    expect(slopes.slice(0, 4).map(Math.round)).toEqual([-1, 1, -1, 1]);
    expect(slopes.slice(-2).map(Math.round)).toEqual([-1, 1]);
    weight.dispose();
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

  it('goes on after a device had no memory for a tensor, with parameters as they were', async () => {
    const { device } = await openDevice({});
    const own = await webgpu({ device: withoutMemoryFor(device, 2 ** 20) });
    const [kept, large] = [ones([500, 100], { backend: own }), ones([1], { backend: own })];
    const step = (rows: number): Promise<unknown> => {
      const sum = scope(() => large.expand([rows, 1000]).add(1).sum());
      return sum.data().finally(() => sum.dispose());
    };
    await expect(step(500)).rejects.toThrow(
      /the device is out of memory \(no more\): 2000000 bytes were asked for[\s\S]*largest live tensors: float32 \[500, 100\]/,
    );
    expect(await total(kept)).toBe(50_000);
    expect(await step(5)).toEqual(Float32Array.of(10_000));
    await expect(step(500)).rejects.toThrow('out of memory');
    expect(await total(kept)).toBe(50_000);
    expect(own.describe().memory.capacity).toBeLessThan(2 ** 20);
    // Whatever the step does after that, in how many submissions: nothing of it is run.
    const broken = scope(() => large.expand([500, 1000]).add(1));
    const fresh = ones([40_000], { backend: own });
    scope(() => assign(kept, kept.mul(2)));
    scope(() => assign(fresh, fresh.mul(2)));
    broken.dispose();
    await expect(kept.data()).rejects.toThrow('out of memory');
    expect(await total(kept)).toBe(50_000);
    fresh.dispose();
    kept.dispose();
    large.dispose();
    own.dispose();
    device.destroy();
  });

  it('rounds factors to float16 again after it could not for want of memory', async () => {
    const { device } = await openDevice({});
    const own = await webgpu({
      device: withoutMemoryFor(device, 2 ** 20),
      halfStorage: true,
      matmul: 'registers',
    });
    const [a, b] = [ones([64, 64], { backend: own }), ones([64, 64], { backend: own })];
    const product = async (): Promise<number> => {
      const corner = scope(() => a.matmul(b).narrow(0, 0, 1).narrow(1, 0, 1).mul(1));
      return corner.item().finally(() => corner.dispose());
    };
    expect(await product()).toBe(64);
    scope(() => assign(a, a.mul(2)));
    expect(await total(a)).toBe(8192);
    const broken = scope(() => b.reshape([4096, 1]).expand([4096, 122]).add(1));
    await expect(product()).rejects.toThrow('out of memory');
    expect(await product()).toBe(128);
    for (const one of [a, b, broken]) one.dispose();
    own.dispose();
    device.destroy();
  });

  it('names the limit of the device that a tensor is beyond', () => {
    const { maxStorageBufferBindingSize } = gpu.describe().limits;
    const elements = maxStorageBufferBindingSize / 4 + 1;
    expect(() => zeros([elements])).toThrow(/max\w+Size is \d+/);
  });
});
