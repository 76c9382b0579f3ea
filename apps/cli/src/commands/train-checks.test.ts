import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tinyConfig, Workspace } from '../../test/workspace.ts';

describe('what rondo train refuses first', () => {
  it('is a config with a fault, before the folder', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    await workspace.rondo('train tiny.yaml --set training.epochs=1');
    const { code, complaint } = await workspace.rondo('train tiny.yaml --set training.epochs=-1');
    expect(code).toBe(1);
    expect(complaint).toContain('training.epochs: expected >0, received -1');
    const fine = await workspace.rondo('train tiny.yaml');
    expect(fine.complaint).toContain('run already holds a run');
    const none = await workspace.rondo('train nowhere.yaml');
    expect(none.complaint).toContain('there is no such file');
  });

  it('is a table for two vocabularies, before the data', async () => {
    const workspace = new Workspace();
    workspace.file('c.yaml', 'data: { train: no.tsv, validation: no.tsv }');
    const tied = 'train c.yaml --set model.tiedEmbeddings=embeddings';
    expect((await workspace.rondo(tied)).complaint).toContain(
      "set vocabulary.shared to true, or take 'target'",
    );
    const shared = await workspace.rondo(`${tied} --set vocabulary.shared=true`);
    expect(shared.complaint).toContain('no.tsv: there is no such file');
    expect(existsSync(workspace.path('run'))).toBe(false);
  });

  it.each([
    ['', /merges: merge list: it has no merges; write one a line, /],
    ['#version: 0.2\n', /merges: merge list: it has no merges; write one a line, /],
  ])('is a merge file without merges: %j', async (content, message) => {
    const workspace = new Workspace();
    workspace.file('merges', content);
    workspace.file('tiny.yaml', tinyConfig);
    const tokenizers = '{ source: { kind: subword, merges: merges }, target: { kind: words } }';
    const set = ['--set', `tokenizer=${tokenizers}`];
    expect((await workspace.rondo(['train', 'tiny.yaml', ...set])).complaint).toMatch(message);
  });
});

describe('an option', () => {
  it.each([
    ['translate --modle m', "unknown option '--modle'\n(Did you mean --model?)"],
    ['translate Hund', '--model is missing; name a checkpoint, such as run/best.safetensors'],
    ['score --pairs p.tsv', '--model is missing; name a checkpoint'],
    ['serve --prot 80', "unknown option '--prot'\n(Did you mean --port?)"],
    ['serve', '--model is missing; name a checkpoint'],
    ['average a.safetensors --oot b', "unknown option '--oot'\n(Did you mean --out?)"],
    ['average a.safetensors', '--out is missing; name the new model file'],
    ['export --out there', '--model is missing; name a checkpoint'],
    ['export --model m', '--out is missing; name where to write'],
    ['train c.yaml --checkpoint-every soon', 'Expected a number, 0 or more.'],
  ])('that is unknown or missing is said: rondo %s', async (args, message) => {
    const { code, complaint } = await new Workspace().rondo(args);
    expect(code).toBe(2);
    expect(complaint).toContain(message);
  });
});
