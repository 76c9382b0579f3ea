import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FakeIo } from '../../test/fake-io.ts';
import { Workspace } from '../../test/workspace.ts';
import type { Experiment } from '../experiments/experiment.ts';

describe('rondo clips', { timeout: 180_000 }, () => {
  const small = 'clips --epochs 2 --clips 160 --test-clips 100 --out runs/c';

  it('trains each block with each seed and writes numbers, report and maps', async () => {
    const workspace = new Workspace();
    const { code, printed, complaint } = await workspace.rondo(
      `${small} --block none --block gaussian --seed 1 --seed 4`,
    );
    expect([code, complaint]).toEqual([0, '']);
    expect(printed).toContain('gaussian, seed 4: ');
    expect(printed).toMatch(/epoch 2 {2}test loss \d.* right \d+\.\d\d %/u);
    const json = readFileSync(workspace.path('runs/c/results.json'), 'utf8');
    const { results, settings } = JSON.parse(json) as Experiment;
    expect(settings).toMatchObject({ epochs: 2, clips: 160, testClips: 100, digits: 'drawn' });
    expect(results.map(({ block, seed }) => `${block} ${seed}`)).toEqual([
      'none 1',
      'gaussian 1',
      'none 4',
      'gaussian 4',
    ]);
    expect(results[1]!.cosineDistance).toBeGreaterThan(0);
    expect(results.every(({ epochs }) => epochs.length === 2)).toBe(true);
    const report = readFileSync(workspace.path('runs/c/report.html'), 'utf8');
    expect(report).toContain('What gaussian looks at');
    expect(report).toContain('<polyline');
    const chart = readFileSync(workspace.path('runs/c/accuracy.svg'), 'utf8');
    expect(chart).toMatch(/^<svg xmlns=.*<style>.*--first: #/su);
    expect(readFileSync(workspace.path('runs/c/maps-gaussian.png')).subarray(1, 4).toString()).toBe(
      'PNG',
    );
    const again = await workspace.rondo(small);
    expect([again.code, again.complaint]).toEqual([
      1,
      'error: runs/c holds results already; add --resume to go on with what is missing, --overwrite to replace them, or name another folder with --out\n',
    ]);
  });

  it('says what --backend lacks, and writes nothing', async () => {
    const workspace = new Workspace();
    const { code, complaint } = await workspace.rondo(`${small} --backend webgpu`);
    expect([code, complaint]).toEqual([
      1,
      expect.stringContaining('To compute on the processor: --backend cpu'),
    ]);
    expect(existsSync(workspace.path('runs'))).toBe(false);
  });

  it('chooses where to compute by steps of its training', async () => {
    const workspace = new Workspace();
    const short = small.replace('--epochs 2', '--epochs 1');
    const { code, complaint } = await workspace.rondo(`${short} --block none --backend auto`);
    expect([code, complaint]).toEqual([0, expect.stringMatching(/^Backend: cpu chosen; cpu: /u)]);
  });

  it('stops between two steps', async () => {
    const workspace = new Workspace();
    const io = new FakeIo(workspace.folder);
    io.onWrite = (text) => {
      if (text.includes('epoch 1')) io.pressCtrlC();
    };
    expect((await workspace.rondo(small.replace('--epochs 2', '--epochs 500'), io)).code).toBe(130);
    expect(io.printed).not.toContain('epoch 9 ');
  });

  it.each([
    ['--block gausian', '--block: expected all or none, temporal, embeddedGaussian'],
    ['--seed x', '--seed: expected a whole number from 0, received x'],
    ['--digits none', '--digits: cannot read'],
    ['--digits none', 'there is no such folder; check the path'],
  ])('refuses %s', async (option, message) => {
    const { code, complaint } = await new Workspace().rondo(`${small} ${option}`);
    expect(code).toBeGreaterThan(0);
    expect(complaint).toContain(message);
  });
});

it.each([
  ['--clips 1', '--clips: expected 160 or more, five steps of 32, received 1'],
  ['--test-clips 10', '--test-clips: expected 100 or more, steps of a percent, received 10'],
])('rondo clips refuses %s', async (option, message) => {
  const { code, complaint } = await new Workspace().rondo(`clips ${option}`);
  expect([code, complaint]).toEqual([2, expect.stringContaining(message)]);
});

describe('rondo images', { timeout: 180_000 }, () => {
  it('trains on CIFAR files', async () => {
    const workspace = new Workspace();
    mkdirSync(workspace.path('cifar'));
    const records = (count: number): Uint8Array =>
      Uint8Array.from({ length: count * 3073 }, (_, i) =>
        i % 3073 === 0 ? (i / 3073) % 10 : (i * 31) % 256,
      );
    workspace.file('cifar/train.bin', records(40));
    workspace.file('cifar/test.bin', records(10));
    const { code, complaint } = await workspace.rondo(
      'images --cifar cifar --epochs 1 --out runs/i',
    );
    expect([code, complaint]).toEqual([0, '']);
    const json = readFileSync(workspace.path('runs/i/results.json'), 'utf8');
    const { results, settings } = JSON.parse(json) as Experiment;
    expect(results.map(({ block }) => block)).toEqual(['none', 'embeddedGaussian']);
    expect(settings).toMatchObject({ train: 40, test: 10 });
    const missing = await workspace.rondo('images --out runs/j');
    expect(missing.complaint).toContain('--folder or --cifar is missing');
  });
});
