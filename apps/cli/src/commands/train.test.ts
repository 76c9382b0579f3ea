import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FakeIo } from '../../test/fake-io.ts';
import { tinyConfig, Workspace } from '../../test/workspace.ts';

const filesConfig = `
data: { train: { source: de, target: en }, validation: { source: de, target: en } }
model: { embeddingSize: 4, hiddenSize: 3 }
training: { epochs: 1 }
`;

describe('rondo train with bad input', () => {
  it.each([
    ['a missing file', { en: 'x\n' }, /cannot read .*de: there is no such file/],
    ['unequal line counts', { de: 'a\nb\n', en: 'x\ny\nz\n' }, /de has 2 lines, .*en has 3/],
    ['an empty file', { de: '', en: 'x\n' }, /de is empty/],
    ['invalid UTF-8', { de: Uint8Array.of(97, 10, 0xfc, 10), en: 'x\ny\n' }, /de, line 2, byte/],
  ])('says what is wrong with %s and makes no checkpoint', async (_, files, message) => {
    const workspace = new Workspace();
    for (const [name, content] of Object.entries(files)) workspace.file(name, content);
    workspace.file('files.yaml', filesConfig);
    const { code, complaint } = await workspace.rondo('train files.yaml');
    expect(code).toBe(1);
    expect(complaint).toMatch(message);
    expect(complaint).not.toMatch(/\n +at /);
    expect(existsSync(workspace.path('run/last.safetensors'))).toBe(false);
  });

  it('suggests keys, commands and options', async () => {
    const workspace = new Workspace();
    workspace.file('a.yaml', 'data: { task: dates }\nmodel: { hidenSize: 3 }\n');
    const key = await workspace.rondo('train a.yaml');
    expect(key).toMatchObject({ code: 1 });
    expect(key.complaint).toContain("model.hidenSize: unknown key; did you mean 'hiddenSize'?");
    const command = await workspace.rondo('trian a.yaml');
    expect(command).toMatchObject({ code: 2 });
    expect(command.complaint).toContain('Did you mean train?');
    const option = await workspace.rondo('train a.yaml --ouput x');
    expect(option).toMatchObject({ code: 2 });
    expect(option.complaint).toContain('--out');
    expect(await workspace.rondo('train')).toMatchObject({ code: 2 });
    expect(await workspace.rondo('train a.yaml --checkpoint-every soon')).toMatchObject({
      code: 2,
    });
    expect(await workspace.rondo('train a.yaml --set model')).toMatchObject({ code: 2 });
  });

  it('says that it cannot write where the folder cannot be made', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    workspace.file('file', '');
    const { code, complaint } = await workspace.rondo('train tiny.yaml --out file/run');
    expect(code).toBe(1);
    expect(complaint).toContain('a part of the path is a file, not a folder');
  });

  it('keeps the last good checkpoint when a later one cannot be written', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    const io = new FakeIo(workspace.folder);
    const best = workspace.path('run/best.safetensors');
    let good: Uint8Array | undefined;
    io.onWrite = (text) => {
      if (!text.includes('validation at step 4')) return;
      good = readFileSync(workspace.path('run/last.safetensors'));
      rmSync(best);
      mkdirSync(`${best}/in the way`, { recursive: true });
    };
    const { code, complaint } = await workspace.rondo('train tiny.yaml', io);
    expect(code).toBe(1);
    expect(complaint).toContain('there is a folder of this name');
    expect(readFileSync(workspace.path('run/last.safetensors'))).toEqual(good);
    expect(readdirSync(workspace.path('run')).some((name) => name.endsWith('tmp'))).toBe(false);
    rmSync(best, { recursive: true });
    expect((await workspace.rondo('train --resume')).code).toBe(0);
  });

  it('stops where the loss is no number, says where, and keeps the last checkpoint', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    const absurd = await workspace.rondo('train tiny.yaml --set training.learningRate=1e38');
    expect(absurd.code).toBe(1);
    expect(absurd.complaint).toMatch(
      /training stopped at step \d+: the loss is .* in batch \d+ of epoch \d/,
    );
    expect(absurd.complaint).toContain('There was no checkpoint yet');
    await workspace.rondo('train tiny.yaml --out good');
    const before = readFileSync(workspace.path('good/last.safetensors'));
    const late = await workspace.rondo([
      ...'train --out good --resume --set training.epochs=5'.split(' '),
      ...'--set training.learningRate=1e38'.split(' '),
    ]);
    expect(late.code).toBe(1);
    expect(late.complaint).toContain('The last checkpoint is kept in good/last.safetensors');
    expect(readFileSync(workspace.path('good/last.safetensors'))).toEqual(before);
  });
});

describe('rondo', () => {
  it('helps', async () => {
    const workspace = new Workspace();
    const { code, printed } = await workspace.rondo(['--help']);
    expect(code).toBe(0);
    expect(printed).toContain('rondo demo dates');
    expect((await workspace.rondo([])).printed).toBe(printed);
    for (const command of ['train', 'translate', 'evaluate', 'demo']) {
      const help = await workspace.rondo([command, '--help']);
      expect(help.code).toBe(0);
      expect(help.printed).toContain(`Usage: rondo ${command}`);
    }
    expect((await workspace.rondo(['--version'])).printed).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
