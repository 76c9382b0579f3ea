import { cpu } from '@rondo/backend-cpu';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FakeIo } from '../../test/fake-io.ts';
import { tinyModel, withModel } from '../../test/tiny-model.ts';
import { tinyConfig, Workspace } from '../../test/workspace.ts';
import { exitCode } from '../errors.ts';

const model = await tinyModel();

function withConfig(): Workspace {
  const workspace = new Workspace();
  workspace.file('tiny.yaml', tinyConfig);
  return workspace;
}

/** A machine whose graphics device is a second processor backend, which lives as long as the test. */
function withDevice(workspace: Workspace): FakeIo {
  const io = new FakeIo(workspace.folder);
  const device = cpu();
  onTestFinished(() => device.dispose());
  io.makeWebGpu = () => Promise.resolve(device);
  return io;
}

const ofModels = [
  ['translate', '--model', 'm.safetensors', '3 1 4'],
  ['evaluate', '--model', 'm.safetensors'],
  ['score', '--model', 'm.safetensors', '--pairs', 'pairs.tsv'],
  ['serve', '--model', 'm.safetensors', '--port', '0'],
];
const training = [
  ['train', 'tiny.yaml'],
  ['train', 'tiny.yaml', '--dry-run'],
  ['demo', 'dates'],
];

function prepared(): Workspace {
  const workspace = withModel(model);
  workspace.file('tiny.yaml', tinyConfig);
  workspace.file('pairs.tsv', '3 1 4\t3 1 4\n');
  return workspace;
}

describe('--backend webgpu', () => {
  it.each([...ofModels, ...training])('says what is missing: %s %s %s', async (...argv) => {
    const workspace = prepared();
    const { code, complaint } = await workspace.rondo([...argv, '--backend', 'webgpu']);
    expect(code).toBe(exitCode.failed);
    expect(complaint).toBe(
      'error: webgpu: no graphics adapter was found; install one\nTo compute on the processor: --backend cpu\n',
    );
    expect(existsSync(workspace.path('run'))).toBe(false);
  });

  it.each([...ofModels, ...training])('refuses --threads: %s %s %s', async (...argv) => {
    const io = new FakeIo('.');
    const threads = ['--threads', '2', '--backend', 'webgpu'];
    const { code, complaint } = await prepared().rondo([...argv, ...threads], io);
    expect(code).toBe(exitCode.usage);
    expect(complaint).toContain('leave one of them out');
    expect(io.webGpuOptions).toBeUndefined();
  });

  it('warns once where a program on the processor imitates the device', async () => {
    const workspace = withModel(model);
    const io = withDevice(workspace);
    io.imitatedBy = 'llvmpipe (LLVM 19)';
    const { code, complaint } = await workspace.rondo([...ofModels[0]!, '--backend', 'webgpu'], io);
    expect(code).toBe(0);
    expect(complaint).toMatch(
      /^warning: .*llvmpipe \(LLVM 19\), a program on the processor.*--backend cpu is faster\n$/,
    );
  });

  it('warns of nothing on a graphics device', async () => {
    const workspace = withModel(model);
    const io = withDevice(workspace);
    const { complaint } = await workspace.rondo([...ofModels[0]!, '--backend', 'webgpu'], io);
    expect(complaint).toBe('');
  });

  it('computes there, and the run may go on elsewhere', async () => {
    const workspace = withConfig();
    const io = withDevice(workspace);
    const begin = 'train tiny.yaml --set training.epochs=1';
    const goOn = 'train --resume --set training.epochs=3';
    expect(await workspace.rondo(`${begin} --backend webgpu`, io)).toMatchObject({ code: 0 });
    expect(io.webGpuOptions).toEqual({ mixedPrecision: false });
    expect(io.threads).toBeUndefined();
    expect(await workspace.rondo(goOn)).toMatchObject({ code: 0 });
    await workspace.rondo(`${begin} --out whole`);
    await workspace.rondo(`${goOn} --out whole`);
    const losses = (run: string): number[] =>
      readFileSync(workspace.path(`${run}/metrics.jsonl`), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { kind: string; loss: number })
        .flatMap(({ kind, loss }) => (kind === 'step' ? [loss] : []));
    expect(losses('run')).toEqual(losses('whole'));
  });
});

describe('--backend auto', () => {
  it.each([ofModels[0]!, ofModels[1]!, ofModels[2]!, ...training.slice(0, 2)])(
    'takes the processor where there is no graphics device, and says so: %s %s %s',
    async (...argv) => {
      const plain = await prepared().rondo(argv);
      const chosen = await prepared().rondo([...argv, '--backend', 'auto']);
      expect(chosen.code).toBe(0);
      expect(chosen.complaint).toMatch(
        /^Backend: cpu chosen; cpu: \S+ ms per step; webgpu: no graphics adapter was found; install one\n/,
      );
      const timeless = (text: string): string =>
        text.replaceAll(/.*(second|sentences\/s|Estimate|steps in).*/g, '');
      expect(timeless(chosen.printed)).toBe(timeless(plain.printed));
    },
  );

  it('tells both times, also of a run that goes on', async () => {
    const workspace = withConfig();
    await workspace.rondo('train tiny.yaml --set training.epochs=1');
    const io = withDevice(workspace);
    const { code, complaint } = await workspace.rondo(
      'train --resume --backend auto --set training.epochs=2',
      io,
    );
    expect(code).toBe(0);
    expect(complaint).toMatch(
      /^Backend: (cpu|webgpu) chosen; cpu: .* ms per step; webgpu: .* ms per step\n/,
    );
  });

  it('tells of a fault of the model as it is told without', async () => {
    const workspace = new Workspace();
    workspace.file('m.safetensors', 'no model');
    const plain = await workspace.rondo(ofModels[0]!);
    const chosen = await workspace.rondo([...ofModels[0]!, '--backend', 'auto']);
    expect(chosen).toEqual(plain);
    expect(plain.code).toBe(1);
  });
});

describe('training.precision: mixed', () => {
  const mixed = ['train', 'tiny.yaml', '--set', 'training.precision=mixed'];

  it('is refused on the processor', async () => {
    const workspace = withConfig();
    const { code, complaint } = await workspace.rondo(mixed);
    expect(code).toBe(1);
    expect(complaint).toContain('add --backend webgpu, or set training.precision to float32');
    expect(existsSync(workspace.path('run'))).toBe(false);
  });

  it.each(['webgpu', 'auto'])('asks the device for it: %s', async (backend) => {
    const workspace = withConfig();
    const io = withDevice(workspace);
    const { code } = await workspace.rondo([...mixed, '--backend', backend], io);
    expect(code).toBe(0);
    expect(io.webGpuOptions).toEqual({ mixedPrecision: true });
    expect(readFileSync(workspace.path('run/metrics.jsonl'), 'utf8')).toContain(
      '"lossScale":65536',
    );
  });

  it('says what to change where there is no device', async () => {
    const { complaint } = await withConfig().rondo([...mixed, '--backend', 'webgpu']);
    expect(complaint).toContain('--backend cpu, and set training.precision to float32');
    const auto = await withConfig().rondo([...mixed, '--backend', 'auto']);
    expect(auto.complaint).toMatch(
      /no backend works; cpu: training\.precision is mixed.*; webgpu: no graphics/,
    );
  });
});

it.each(['average', 'export', 'inspect', 'download'])('%s has no --backend', async (command) => {
  const { code, complaint } = await new Workspace().rondo([command, '--backend', 'cpu']);
  expect(code).toBe(exitCode.usage);
  expect(complaint).toContain("unknown option '--backend'");
});

it('refuses other backends', async () => {
  const { code, complaint } = await withConfig().rondo('train tiny.yaml --backend gpu');
  expect(code).toBe(exitCode.usage);
  expect(complaint).toContain('cpu, webgpu, auto');
});
