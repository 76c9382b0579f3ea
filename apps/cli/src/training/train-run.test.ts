import { describe, expect, it } from 'vitest';
import { FakeIo } from '../../test/fake-io.ts';
import { tinyConfig, Workspace } from '../../test/workspace.ts';
import { readConfig } from '../config/read-config.ts';
import { RunFolder } from '../folder/run-folder.ts';
import { trainRun } from './train-run.ts';

describe('trainRun', () => {
  it.each([
    ['finished', []],
    // So large a step makes every later loss worse than the first.
    ['no improvement', ['training.patience=1', 'training.learningRate=30', 'training.epochs=20']],
  ])('says how a run ended: %s', async (ending, settings) => {
    const workspace = new Workspace();
    const io = new FakeIo(workspace.folder);
    io.chooseBackend(1);
    const config = await readConfig(workspace.file('tiny.yaml', tinyConfig), settings);
    const folder = await RunFolder.open(workspace.path('run'), 'run', 'refuse');
    const outcome = await trainRun(
      { backend: 'cpu', config, folder, resume: false, checkpointEvery: 30 },
      io,
    );
    expect(outcome).toMatchObject({ ending, evaluation: { sentences: 5 } });
  });
});
