import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tinyConfig, Workspace } from '../../test/workspace.ts';

const missingFiles =
  'data: { train: { source: no, target: no }, validation: { source: no, target: no } }\n';
const absurdRate = '--set training.learningRate=1e38';

/** All files of a folder and of those in it, with their bytes. */
function contents(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.flatMap((entry) =>
    entry.isFile() ? [`${entry.parentPath}/${entry.name}`] : [],
  );
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, 'latin1')]));
}

describe('the folder of rondo train', () => {
  it('keeps an earlier run until the first checkpoint of the one that replaces it', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    workspace.file('missing.yaml', missingFiles);
    await workspace.rondo('train tiny.yaml');
    const before = contents(workspace.path('run'));
    expect(Object.keys(before)).toHaveLength(6);
    for (const faulty of ['missing.yaml', `tiny.yaml ${absurdRate}`]) {
      const { code, complaint } = await workspace.rondo(`train ${faulty} --overwrite`);
      expect(code).toBe(1);
      expect(complaint).not.toContain('go on from it');
      expect(contents(workspace.path('run'))).toEqual(before);
    }
    const anew = await workspace.rondo('train tiny.yaml --overwrite --set training.epochs=1');
    expect(anew.code).toBe(0);
    expect(readFileSync(workspace.path('run/config.yaml'), 'utf8')).toContain('epochs: 1\n');
    const log = readFileSync(workspace.path('run/metrics.jsonl'), 'utf8').trim().split('\n');
    expect(log.filter((line) => line.includes('"start"'))).toHaveLength(1);
    expect(log.filter((line) => line.includes('"kind":"step"'))).toHaveLength(2);
  });

  it('is not there after a run that never got to a checkpoint', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    workspace.file('missing.yaml', missingFiles);
    for (const faulty of ['missing.yaml', `tiny.yaml ${absurdRate}`]) {
      expect((await workspace.rondo(`train ${faulty} --out a/b`)).code).toBe(1);
      expect(existsSync(workspace.path('a'))).toBe(false);
    }
  });

  it('cannot have the name of a file', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    workspace.file('a.de', 'text\n');
    for (const flag of ['', ' --overwrite']) {
      const { code, complaint } = await workspace.rondo(`train tiny.yaml --out a.de${flag}`);
      expect(code).toBe(1);
      expect(complaint).toContain('a.de is a file, not a folder; choose another with --out');
    }
  });

  it('gets a best model again on resume where it has gone', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    await workspace.rondo('train tiny.yaml --set training.epochs=1');
    rmSync(workspace.path('run/best.safetensors'));
    const finished = await workspace.rondo('train --resume');
    expect(finished.code).toBe(1);
    expect(finished.complaint).toContain('run/best.safetensors is gone');
    expect(finished.complaint).not.toContain('did you mean');
    // So large a step makes every later loss worse than the best, which is lost.
    const rate = '--set training.learningRate=30';
    const more = await workspace.rondo(`train --resume --set training.epochs=2 ${rate}`);
    expect(more).toMatchObject({ code: 0 });
    expect(existsSync(workspace.path('run/best.safetensors'))).toBe(true);
  });
});

describe('messages of rondo train', () => {
  it('names training.maxTokens where no pair fits', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    const { code, complaint } = await workspace.rondo('train tiny.yaml --set training.maxTokens=1');
    expect(code).toBe(1);
    expect(complaint).toMatch(
      /training\.maxTokens is 1, but the shortest training pair has \d+ tokens with \[end\]; set it to \d+ or more/,
    );
  });

  it('shows the pairs of a batch whose loss is no number', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    const { complaint } = await workspace.rondo(`train tiny.yaml ${absurdRate}`);
    expect(complaint).toMatch(/The first of these pairs:\n( {2}[\d ]+ → [\d ]+\n){3}/);
  });
});
