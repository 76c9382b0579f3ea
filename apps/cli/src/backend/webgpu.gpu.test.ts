import { webgpu, type WebGpuBackend } from '@rondo/backend-webgpu';
import { readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { FakeIo } from '../../test/fake-io.ts';
import { tinyConfig, Workspace } from '../../test/workspace.ts';

const devices: WebGpuBackend[] = [];
afterAll(() => devices.forEach((device) => device.dispose()));

const workspace = new Workspace();
workspace.file('tiny.yaml', tinyConfig);

/** Runs a command on a graphics device of its own; how much was computed there. */
async function onDevice(args: string): Promise<{ printed: string; launches: number }> {
  const io = new FakeIo(workspace.folder);
  let device: WebGpuBackend | undefined;
  io.makeWebGpu = async (options) => {
    device = await webgpu(options);
    devices.push(device);
    return device;
  };
  const { code, printed, complaint } = await workspace.rondo(args, io);
  expect({ code, fault: code === 0 ? '' : complaint }).toEqual({ code: 0, fault: '' });
  return { printed, launches: device!.describe().counts.launches };
}

interface Line {
  readonly kind: string;
  readonly loss: number;
  readonly lossScale?: number;
}

const steps = (run: string): Line[] =>
  readFileSync(workspace.path(`${run}/metrics.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
    .filter(({ kind }) => kind === 'step');

it('trains on the graphics device, in memory that is fitted, and goes on there and on the processor', async () => {
  const begin =
    'train tiny.yaml --set training.epochs=1 --set training.maxTokens=auto --set training.validateEvery=1000';
  const trained = await onDevice(`${begin} --backend webgpu`);
  expect(trained.launches).toBeGreaterThan(100);
  expect(trained.printed).toContain('Batches: up to');
  await workspace.rondo(`${begin} --out plain`);
  for (const run of ['run', 'plain']) {
    await workspace.rondo(`train --resume --out ${run} --set training.epochs=2`);
  }
  const again = 'train --resume --set training.epochs=3';
  expect((await onDevice(`${again} --backend webgpu`)).launches).toBeGreaterThan(100);
  await workspace.rondo(`${again} --out plain`);
  const [received, expected] = [steps('run'), steps('plain')];
  expect(received).toHaveLength(expected.length);
  for (const [n, { loss }] of expected.entries()) {
    expect(received[n]!.loss).toBeCloseTo(loss, 3);
  }
});

it('trains in mixed precision', async () => {
  await onDevice(
    'train tiny.yaml --out mixed --backend webgpu --set training.precision=mixed --set training.epochs=1',
  );
  expect(steps('mixed').every(({ lossScale }) => lossScale! > 1)).toBe(true);
});

it('translates and scores as on the processor', async () => {
  const model = '--model mixed/best.safetensors';
  workspace.file('pairs.tsv', '3 1 4\t3 1 4\n2 7\t2 7\n');
  for (const command of [`translate ${model} --beam 3 3 1 4`, `score ${model} --pairs pairs.tsv`]) {
    const numbers = (text: string): string => text.replaceAll(/(\d\.\d{3})\d+/g, '$1');
    const { printed } = await workspace.rondo(command);
    const there = await onDevice(`${command} --backend webgpu`);
    expect(numbers(there.printed)).toBe(numbers(printed));
    expect(there.launches).toBeGreaterThan(10);
  }
});

it('tries both with auto, and tells', async () => {
  const io = new FakeIo(workspace.folder);
  io.makeWebGpu = async (options) => {
    const device = await webgpu(options);
    devices.push(device);
    return device;
  };
  const { complaint } = await workspace.rondo(
    'translate --model mixed/best.safetensors --backend auto 3 1 4',
    io,
  );
  expect(complaint).toMatch(/^Backend: \w+ chosen; cpu: .* ms per step; webgpu: .* ms per step\n/);
});
