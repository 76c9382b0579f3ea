import { cpu } from '@rondo/backend-cpu';
import { linear, manualSeed, randn, scope, useBackend, type Tensor } from '@rondo/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainDevice } from '../../../test/plain-device.ts';
import { GpuContext } from '../../device/gpu-context.ts';
import { openDevice } from '../../device/open-device.ts';
import { webgpu } from '../../webgpu.ts';
import { WebGpuBackend } from '../../webgpu-backend.ts';
import { matmulKinds } from './matmul.ts';

const reference = cpu({ kernels: 'reference' });

/** What is stored of a matrix that lies along its rows (N) or its columns (T). */
function stored(rows: number, columns: number, at: string): Tensor {
  return at === 'N' ? randn([rows, columns]) : randn([columns, rows]);
}

function seen(matrix: Tensor, at: string): Tensor {
  return at === 'N' ? matrix : matrix.transpose(0, 1);
}

/** As graphics devices multiply, which have more threads in a workgroup. */
async function bySubgroupsOfMany(): Promise<WebGpuBackend> {
  const open = await openDevice({});
  const gpu = new GpuContext(open.device, 2 ** 30);
  gpu.matmulKind = 'subgroups';
  expect(gpu.teamFor(Infinity).size).toBe(64);
  return new WebGpuBackend(gpu, open);
}

describe.each([...matmulKinds, 'subgroups, 64 threads'] as const)('matmul by %s', (kind) => {
  let gpu: WebGpuBackend;
  beforeAll(async () => {
    gpu = await (kind === 'subgroups, 64 threads' ? bySubgroupsOfMany() : webgpu({ matmul: kind }));
  });
  afterAll(() => gpu.dispose());

  async function expectEqual(
    make: () => readonly Tensor[],
    multiply: (...inputs: Tensor[]) => Tensor,
  ): Promise<void> {
    useBackend(reference);
    manualSeed(3);
    const inputs = scope(() => make());
    const expected = scope(() => multiply(...inputs));
    const placed = await Promise.all(inputs.map((input) => input.to(gpu)));
    const result = scope(() => multiply(...placed));
    const [wanted, received] = [await expected.data(), await result.data()];
    expect(received.length).toBe(wanted.length);
    for (const [i, value] of wanted.entries()) expect(received[i]).toBeCloseTo(value, 4);
    for (const tensor of [...inputs, expected, ...placed, result]) tensor.dispose();
  }

  // One below, at and above the squares of workgroups and their steps.
  const sizes = [
    [33, 15, 47],
    [64, 16, 64],
    [65, 17, 96],
    [128, 33, 128],
    [131, 5, 129],
    [19, 70, 300],
    [48, 132, 260],
    // Fours: with and without a rest behind the last workgroup, and behind the last eight.
    [64, 4, 64],
    [100, 36, 68],
  ] as const;
  // How rows and columns are read does not depend on how many threads there are.
  const layouts = kind === 'subgroups, 64 threads' ? ['NT'] : ['NN', 'NT', 'TN', 'TT'];
  describe.each(layouts)('%s', (layout) => {
    const [atA, atB] = layout as unknown as [string, string];
    it.each(sizes)('[%i, %i] by %i columns', async (n, depth, m) => {
      await expectEqual(
        () => [stored(n, depth, atA), stored(depth, m, atB)],
        (a, b) => seen(a, atA).matmul(seen(b, atB)),
      );
    });
  });

  it('multiplies batches, of which one factor has one matrix only', async () => {
    await expectEqual(
      () => [randn([3, 2, 40, 9]), randn([2, 9, 35])],
      (a, b) => a.matmul(b),
    );
  });

  it('adds a bias and cuts below 0', async () => {
    await expectEqual(
      () => [randn([70, 20]), randn([66, 20]), randn([66])],
      (x, weight, bias) => linear(x, weight, bias, { activation: 'relu' }),
    );
  });
});

it('refuses a way to multiply that does not exist', async () => {
  // @ts-expect-error no such way
  await expect(webgpu({ matmul: 'magic' })).rejects.toThrow(
    "one of registers, workgroups 4, workgroups 8, subgroups, received 'magic'",
  );
});

it('says that a device has no subgroups', async () => {
  const device = await plainDevice();
  await expect(webgpu({ device, matmul: 'subgroups' })).rejects.toThrow(
    "needs the feature 'subgroups'",
  );
  device.destroy();
});
