import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeIo } from '../../test/fake-io.ts';
import { plainPng } from '../../test/plain-png.ts';
import { Workspace } from '../../test/workspace.ts';
import type { Experiment } from '../experiments/experiment.ts';

/** Dark and bright pictures, and clips of them. */
function workspaceOf(): Workspace {
  const workspace = new Workspace();
  const write = (path: string, level: number, side = 9): void => {
    mkdirSync(dirname(workspace.path(path)), { recursive: true });
    workspace.file(path, plainPng(level, side, side));
  };
  for (const [name, level] of [
    ['dark', 10],
    ['bright', 200],
  ] as const) {
    for (let n = 0; n < 10; n++) {
      write(`pets/${name}/${n}.png`, level + 2 * n);
      for (let frame = 1; frame <= 3; frame++) write(`clips/${name}/${n}/${frame}.png`, level + n);
    }
  }
  write('new/night.png', 12, 30);
  write('new/day.png', 210, 20);
  for (let frame = 1; frame <= 4; frame++) write(`new/clip/${frame}.png`, 205);
  return workspace;
}

const resultsOf = (workspace: Workspace, out: string): Experiment['results'] =>
  (JSON.parse(readFileSync(workspace.path(`${out}/results.json`), 'utf8')) as Experiment).results;

describe('rondo classify', { timeout: 180_000 }, () => {
  it.each(['plain', 'resnet'])('tells the classes of images with a %s network', async (network) => {
    const workspace = workspaceOf();
    const train = `images --folder pets --network ${network} --block gaussian --epochs 12 --batch-size 4 --learning-rate 0.005 --out run`;
    expect(await workspace.rondo(train)).toMatchObject({ code: 0, complaint: '' });
    const ask = 'classify --model run/model-gaussian-0.safetensors --maps maps';
    const { code, printed, complaint } = await workspace.rondo(`${ask} new/night.png new/day.png`);
    expect([code, complaint]).toEqual([0, '']);
    const rows = printed
      .trim()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(rows.map(([path]) => path)).toEqual([
      'new/night.png',
      'new/night.png',
      'new/day.png',
      'new/day.png',
    ]);
    expect([rows[0]![1], rows[2]![1]]).toEqual(['dark', 'bright']);
    expect(Number(rows[0]![2]) + Number(rows[1]![2])).toBeCloseTo(1, 3);
    expect(readdirSync(workspace.path('maps'))).toEqual(['new-day.png.png', 'new-night.png.png']);
    const one = await workspace.rondo(`${ask} -k 1 --backend auto new/day.png`);
    expect(one.printed).toMatch(/^new\/day\.png\tbright\t[01]\.\d{4}\n$/u);
    expect(one.complaint).toContain('Backend: cpu chosen');
  });

  it('refuses what it cannot answer', async () => {
    const workspace = workspaceOf();
    const train = 'images --folder pets --block none --epochs 1 --out run';
    expect((await workspace.rondo(train)).code).toBe(0);
    workspace.file('no.safetensors', 'nothing');
    const model = '--model run/model-none-0.safetensors';
    for (const [command, status, message] of [
      ['classify', 2, '--model'],
      [`classify ${model}`, 2, 'classify needs images'],
      [`classify ${model} --maps m new/day.png`, 1, 'has no non-local block (none)'],
      [`classify ${model} new/no.png`, 1, 'no.png'],
      [`classify ${model} new/clip`, 1, 'clip'],
      ['classify --model no.safetensors new/day.png', 1, 'no.safetensors: '],
      [`classify ${model} --out x new/day.png`, 2, "unknown option '--out'"],
    ] as const) {
      const { code, complaint } = await workspace.rondo(command);
      expect([command, code]).toEqual([command, status]);
      expect(complaint).toContain(message);
    }
  });
});

it('rondo classify tells the classes of clips', { timeout: 180_000 }, async () => {
  const workspace = workspaceOf();
  const train =
    'clips --frames clips --network resnet --block gaussian --epochs 8 --batch-size 4 --out run';
  expect(await workspace.rondo(train)).toMatchObject({ code: 0, complaint: '' });
  expect(existsSync(workspace.path('run/maps-gaussian.png'))).toBe(true);
  const ask = 'classify --model run/model-gaussian-0.safetensors --maps maps -k 1 new/clip';
  const { code, printed, complaint } = await workspace.rondo(ask);
  expect([code, complaint]).toEqual([0, '']);
  expect(printed).toMatch(/^new\/clip\tbright\t/u);
  expect(readdirSync(workspace.path('maps'))).toEqual(['new-clip.png']);
});

describe('--resume', { timeout: 180_000 }, () => {
  const train = 'images --folder pets --block none --block gaussian --epochs 3 --batch-size 4';

  it('goes on to the same bits, from the middle of a training', async () => {
    const workspace = workspaceOf();
    expect((await workspace.rondo(`${train} --out whole`)).code).toBe(0);
    const io = new FakeIo(workspace.folder);
    io.onWrite = (text) => {
      if (io.printed.includes('gaussian') && text.includes('epoch 1')) io.pressCtrlC();
    };
    const stopped = await workspace.rondo(`${train} --out run`, io);
    expect(stopped.code).toBe(130);
    expect(stopped.complaint).toContain('go on with the same command and --resume');
    expect(resultsOf(workspace, 'run').map(({ block }) => block)).toEqual(['none']);
    const again = await workspace.rondo(`${train} --out run --resume`);
    expect([again.code, again.complaint]).toEqual([0, '']);
    expect(again.printed).not.toContain('none, seed');
    const told = (out: string): unknown =>
      resultsOf(workspace, out).map(({ block, epochs }) => ({ block, epochs }));
    expect(told('run')).toEqual(told('whole'));
    for (const block of ['none', 'gaussian']) {
      const model = `model-${block}-0.safetensors`;
      expect(readFileSync(workspace.path(`run/${model}`))).toEqual(
        readFileSync(workspace.path(`whole/${model}`)),
      );
    }
    expect(existsSync(workspace.path('run/running.safetensors'))).toBe(false);
  });

  it('refuses other settings, other data, and what is not there', async () => {
    const workspace = workspaceOf();
    const short = 'images --folder pets --block none --epochs 1 --out run';
    const missing = await workspace.rondo(`${short} --resume`);
    expect(missing.complaint).toContain('run holds no results, so there is nothing to resume');
    expect((await workspace.rondo(short)).code).toBe(0);
    const longer = await workspace.rondo(`${short.replace('epochs 1', 'epochs 2')} --resume`);
    expect(longer.complaint).toContain('epochs was 1, and is 2 now');
    const network = await workspace.rondo(`${short} --resume --network resnet`);
    expect(network.complaint).toContain('network was not given, and is resnet now');
    workspace.file('pets/dark/3.png', plainPng(99, 9, 9));
    expect((await workspace.rondo(`${short} --resume`)).complaint).toContain('data was ');
    const both = await workspace.rondo(`${short} --resume --overwrite`);
    expect([both.code, both.complaint]).toEqual([
      2,
      expect.stringContaining('--resume and --overwrite exclude each other'),
    ]);
    writeFileSync(workspace.path('run/results.json'), '{');
    expect((await workspace.rondo(`${short} --resume`)).complaint).toContain('is damaged');
  });
});
