import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { loadCheckpoint } from '@rondo/seq2seq';
import { describe, expect, it, vi } from 'vitest';
import { tinyConfig, Workspace } from '../../test/workspace.ts';
import { RunFolder } from '../folder/run-folder.ts';
import { disposeTraining } from './load-model.ts';

const kept = (workspace: Workspace, folder = 'run'): string[] =>
  readdirSync(workspace.path(folder)).filter((name) => name.startsWith('step-'));

describe('the best models of a run', () => {
  it('are kept, the best one twice, and those of an earlier run go', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    const train = 'train tiny.yaml --set training.validateEvery=1';
    const { code, complaint } = await workspace.rondo(`${train} --set training.keepBest=3`);
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
    expect(kept(workspace)).toHaveLength(3);
    const lines = readFileSync(workspace.path('run/metrics.jsonl'), 'utf8').trim().split('\n');
    const validations = lines
      .map((line) => JSON.parse(line))
      .filter(({ kind }) => kind === 'validation');
    const best = validations.toSorted((a, b) => a.loss - b.loss).slice(0, 3);
    expect(kept(workspace).toSorted()).toEqual(
      best.map(({ step }) => `step-${step}.safetensors`).toSorted(),
    );
    expect(readFileSync(workspace.path(`run/step-${best[0].step}.safetensors`))).toEqual(
      readFileSync(workspace.path('run/best.safetensors')),
    );
    const files = kept(workspace).map((name) => `run/${name}`);
    const average = await workspace.rondo([
      'average',
      ...files,
      '-o',
      'mean.safetensors',
      '--validate',
    ]);
    expect(average.code).toBe(0);
    expect(average.printed.match(/validation loss/g)).toHaveLength(4);
    expect((await workspace.rondo(`${train} --overwrite`)).code).toBe(0);
    expect(kept(workspace)).toEqual([]);
    const events = readdirSync(workspace.path('run/tensorboard'));
    expect(events).toHaveLength(1);
    expect(readFileSync(workspace.path(`run/tensorboard/${events[0]}`), 'latin1')).toContain(
      'validation/loss',
    );
  });

  it.each([true, false])(
    'go after the state that names them, killed (removed: %s)',
    async (gone) => {
      const workspace = new Workspace();
      workspace.file('tiny.yaml', tinyConfig);
      const sets = ['validateEvery=1', 'keepBest=2', 'learningRate=0.05'];
      const args = ['train', 'tiny.yaml', ...sets.flatMap((set) => ['--set', `training.${set}`])];
      const forget = vi.spyOn(RunFolder.prototype, 'forget').mockImplementation((step) => {
        if (gone) rmSync(workspace.path(`run/step-${step}.safetensors`));
        return Promise.reject(new Error('killed'));
      });
      expect((await workspace.rondo(args)).code).toBe(1);
      expect(forget).toHaveBeenCalledOnce();
      forget.mockRestore();
      expect(kept(workspace)).toHaveLength(gone ? 2 : 3);
      const last = await loadCheckpoint(readFileSync(workspace.path('run/last.safetensors')));
      const named = last.training!.state.kept!.map(({ step }) => `step-${step}.safetensors`);
      last.model.dispose();
      disposeTraining(last);
      expect(named).toHaveLength(2);
      expect(kept(workspace)).toEqual(expect.arrayContaining(named));
      expect(await workspace.rondo('train --out run --resume')).toMatchObject({ code: 0 });
      await workspace.rondo([...args, '--out', 'whole']);
      expect(kept(workspace)).toEqual(kept(workspace, 'whole'));
    },
  );

  it('are the best in the metric of the config, and moving averages where it says so', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    const sets = ['training.metric=chrf', 'training.ema=0.5', 'training.validateEvery=2'];
    const args = ['train', 'tiny.yaml', ...sets.flatMap((set) => ['--set', set])];
    const { code, complaint } = await workspace.rondo(args);
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
    const inspected = await workspace.rondo('inspect run/last.safetensors');
    expect(inspected.printed).toMatch(/Last validations\n.*chrf \d/);
    const parameters = (name: string): Buffer =>
      readFileSync(workspace.path(`run/${name}.safetensors`));
    expect(parameters('best').equals(parameters('last'))).toBe(false);
    const resumed = await workspace.rondo('train --out run --resume --set training.epochs=4');
    expect(resumed).toMatchObject({ code: 0, complaint: '' });
  });
});
