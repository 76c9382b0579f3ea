import { cpSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { safetensors } from '@rondo/layers-core';
import { loadCheckpoint } from '@rondo/seq2seq';
import { dispose } from '@rondo/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { tinyModel } from '../../test/tiny-model.ts';
import { tinyConfig, Workspace } from '../../test/workspace.ts';

/** A run that has ended, and two checkpoints of it. */
let workspace: Workspace;
beforeAll(async () => {
  workspace = new Workspace();
  workspace.file('tiny.yaml', tinyConfig);
  await workspace.rondo('train tiny.yaml --set training.epochs=1');
  cpSync(workspace.path('run/last.safetensors'), workspace.path('a.safetensors'));
  await workspace.rondo('train --out run --resume --set training.epochs=3');
  cpSync(workspace.path('run/last.safetensors'), workspace.path('b.safetensors'));
});

const values = async (name: string): Promise<Record<string, readonly number[]>> => {
  const { model } = await loadCheckpoint(readFileSync(workspace.path(name)));
  const entries = await Promise.all(
    model
      .namedParameters()
      .map(async ([path, tensor]) => [path, [...(await tensor.data())]] as const),
  );
  model.dispose();
  return Object.fromEntries(entries);
};

describe('rondo average', () => {
  it('writes the mean of the parameters, as a model of its own', async () => {
    const outcome = await workspace.rondo(
      'average a.safetensors b.safetensors -o mean.safetensors',
    );
    expect(outcome).toMatchObject({ code: 0, complaint: '' });
    const [a, b, mean] = await Promise.all(
      ['a.safetensors', 'b.safetensors', 'mean.safetensors'].map(values),
    );
    for (const [name, numbers] of Object.entries(mean!)) {
      for (const [i, number] of numbers.entries()) {
        expect(number).toBeCloseTo((a![name]![i]! + b![name]![i]!) / 2, 6);
      }
    }
    const translated = await workspace.rondo('translate -m mean.safetensors 3 1 4');
    expect(translated.code).toBe(0);
    const inspected = await workspace.rondo('inspect mean.safetensors');
    expect(inspected.printed).toContain('mean.safetensors: a model, ');
  });

  it('keeps the average only where it is better', async () => {
    const command = 'average b.safetensors b.safetensors -o same.safetensors --if-better';
    const same = await workspace.rondo(command);
    expect(same.code).toBe(1);
    expect(same.printed).toMatch(
      /b\.safetensors +validation loss (\S+)\n.*\naverage +validation loss \1\n/,
    );
    expect(same.complaint).toContain('the average is no better');
    expect(existsSync(workspace.path('same.safetensors'))).toBe(false);
  });

  it('replaces a file only with --overwrite, and none of the checkpoints', async () => {
    const [a, other] = [readFileSync(workspace.path('a.safetensors')), 'a model of the user'];
    workspace.file('there.safetensors', other);
    const command = 'average a.safetensors b.safetensors -o';
    const refused = await workspace.rondo(`${command} there.safetensors`);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.complaint).toContain('there.safetensors is there already; add --overwrite');
    expect(readFileSync(workspace.path('there.safetensors'), 'utf8')).toBe(other);
    linkSync(workspace.path('a.safetensors'), workspace.path('same-as-a.safetensors'));
    for (const name of ['a.safetensors', './a.safetensors', 'same-as-a.safetensors']) {
      const itself = await workspace.rondo(`${command} ${name} --overwrite`);
      expect(itself).toMatchObject({ code: 1 });
      expect(itself.complaint).toContain(`${name} is what would be read`);
    }
    expect(readFileSync(workspace.path('a.safetensors')).equals(a)).toBe(true);
    expect(await workspace.rondo(`${command} there.safetensors --overwrite`)).toMatchObject({
      code: 0,
    });
  });

  it('refuses models that are not of one run, and names the file at fault', async () => {
    const other = await tinyModel(['model.hiddenSize=7']);
    const differs = await workspace.rondo([
      'average',
      'a.safetensors',
      other,
      '-o',
      'x.safetensors',
    ]);
    expect(differs.code).toBe(1);
    expect(differs.complaint).toContain(`${other}: `);
    workspace.file(
      'cut.safetensors',
      readFileSync(workspace.path('a.safetensors')).subarray(0, 900),
    );
    const cut = await workspace.rondo('average a.safetensors cut.safetensors -o x.safetensors');
    expect(cut.complaint).toContain('cut.safetensors: ');
    expect(cut.complaint).not.toContain('fault in the program');
    const none = await workspace.rondo('average a.safetensors n.safetensors -o x.safetensors');
    expect(none.complaint).toContain('there is no such file');
    expect(await workspace.rondo('average a.safetensors -o x.safetensors')).toMatchObject({
      code: 2,
    });
    expect(existsSync(workspace.path('x.safetensors'))).toBe(false);
  });
});

describe('rondo export', () => {
  it('writes one file without what only training needs', async () => {
    const outcome = await workspace.rondo('export -m b.safetensors -o one.safetensors');
    expect(outcome).toMatchObject({ code: 0, complaint: '' });
    expect(outcome.printed).toMatch(/^Wrote one\.safetensors\n +\d.*B: weights/);
    expect(await values('one.safetensors')).toEqual(await values('b.safetensors'));
    const size = (name: string): number => readFileSync(workspace.path(name)).length;
    expect(size('one.safetensors')).toBeLessThan(0.6 * size('b.safetensors'));
  });

  it('replaces a file only with --overwrite, and never the model', async () => {
    const b = readFileSync(workspace.path('b.safetensors'));
    const other = workspace.file('other-model.safetensors', 'a model of the user');
    const refused = await workspace.rondo('export -m b.safetensors -o other-model.safetensors');
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.complaint).toContain('other-model.safetensors is there already; add');
    expect(readFileSync(other, 'utf8')).toBe('a model of the user');
    const over = 'export -m b.safetensors --overwrite -o';
    expect((await workspace.rondo(`${over} other-model.safetensors`)).code).toBe(0);
    const itself = await workspace.rondo(`${over} b.safetensors`);
    expect(itself).toMatchObject({ code: 1 });
    expect(itself.complaint).toContain('b.safetensors is what would be read');
    mkdirSync(workspace.path('kept'));
    cpSync(workspace.path('b.safetensors'), workspace.path('kept/model.safetensors'));
    const inside = await workspace.rondo('export -m kept/model.safetensors --overwrite -o kept');
    expect(inside.complaint).toContain('kept/model.safetensors is what would be read');
    for (const name of ['b.safetensors', 'kept/model.safetensors']) {
      expect(readFileSync(workspace.path(name)).equals(b)).toBe(true);
    }
  });

  it('writes a folder that others can read, and says what is in it', async () => {
    const outcome = await workspace.rondo('export -m b.safetensors -o out/model');
    expect(outcome.code).toBe(0);
    const names = readdirSync(workspace.path('out/model'));
    expect(names.toSorted()).toEqual(
      ['README.md', 'config.json', 'model.safetensors', 'vocabulary.json'].toSorted(),
    );
    for (const name of names) expect(outcome.printed).toContain(name);
    const text = (name: string): string =>
      readFileSync(workspace.path(`out/model/${name}`), 'utf8');
    const config = JSON.parse(text('config.json'));
    expect(config).toMatchObject({
      format: 'rondo-export',
      weights: 'model.safetensors',
      model: { family: 'rnn', hiddenSize: 5 },
      tokenizers: { source: { kind: 'whitespace' } },
      specials: { pad: 0, begin: 1, end: 2, unknown: 3 },
    });
    const tokens = JSON.parse(text(config.vocabularies.source)) as string[];
    expect(tokens.slice(0, 4)).toEqual(['[pad]', '[begin]', '[end]', '[unknown]']);
    const { tensors } = safetensors.load(
      readFileSync(workspace.path('out/model/model.safetensors')),
    );
    expect(tensors['targetEmbedding.weight']!.shape).toEqual([tokens.length, 6]);
    dispose(tensors);
    const used = await workspace.rondo('translate -m out/model/model.safetensors 3 1 4');
    const before = await workspace.rondo('translate -m b.safetensors 3 1 4');
    expect(used.printed).toBe(before.printed);
    const hint = await workspace.rondo('translate -m out/model 3');
    expect(hint.complaint).toMatch(/did you mean .*out\/model\/model\.safetensors\?/);
    const again = await workspace.rondo('export -m a.safetensors -o out/model');
    expect(again).toMatchObject({ code: 1 });
    expect(again.complaint).toContain('--overwrite');
    const over = await workspace.rondo('export -m a.safetensors -o out/model --overwrite');
    expect(over.code).toBe(0);
  });

  it('puts merge lists beside', async () => {
    const other = new Workspace();
    const merges = other.file('code', '#version: 0.2\n1 2</w>\n');
    const model = await tinyModel([
      `tokenizer={ source: { kind: subword, merges: ${merges} }, target: { kind: words } }`,
    ]);
    expect(await other.rondo(['export', '-m', model, '-o', 'out'])).toMatchObject({ code: 0 });
    const config = JSON.parse(readFileSync(other.path('out/config.json'), 'utf8'));
    const { source } = config.tokenizers;
    expect(readFileSync(other.path(`out/${source.merges}`), 'utf8')).toBe(
      '#version: 0.2\n1 2</w>\n',
    );
  });
});

describe('rondo inspect', () => {
  it('tells what a checkpoint is', async () => {
    const { code, printed } = await workspace.rondo('inspect b.safetensors');
    expect(code).toBe(0);
    expect(printed).toMatch(
      /^b\.safetensors: a checkpoint: a model and where its training stood, \d/,
    );
    expect(printed).toMatch(/Source {2}whitespace; \d+ entries: /);
    expect(printed).toMatch(/\nmodule +class +parameters\n/);
    expect(printed).toMatch(/encoder.* GRU +\d/);
    expect(printed).toMatch(/\n[\d,]+ parameters \(/);
    expect(printed).toMatch(/Training\n {2}step 6, epoch \d+, [\d,]+ tokens in 0:0/);
    expect(printed).toMatch(/best validation loss \d/);
    expect(printed).toMatch(/Config\n {2}data:\n {4}task: copy/);
  });

  it('tells what the folder of a run holds', async () => {
    const { code, printed } = await workspace.rondo('inspect run');
    expect(code).toBe(0);
    expect(printed).toMatch(/^run: the folder of a run\n\nFiles\n/);
    expect(printed).toMatch(/ {2}metrics\.jsonl +\d/);
    expect(printed).toMatch(/Training\n {2}step 6, epoch \d/);
    expect(printed).toMatch(
      /Last validations\n(?: {2}step \d, epoch \d: loss \S+ perplexity \S+.*\n)+/,
    );
    expect(printed).toContain('rondo inspect run/best.safetensors');
  });

  it('reports on the data of a config, a folder and a file', async () => {
    const other = new Workspace();
    other.file('tiny.yaml', tinyConfig);
    const config = await other.rondo('inspect tiny.yaml');
    expect(config.printed).toMatch(/^tiny\.yaml: a config\nTask "copy".*\nVocabularies: /);
    expect(config.printed).toMatch(/train: 48 pairs.*\n[^]*validation in train/);
    mkdirSync(other.path('data'));
    other.file('data/train.de.txt', 'a b\nc\na b\n\n');
    other.file('data/train.en.txt', 'x y\nz\nx y\nw\n');
    other.file('data/test.de', 'c\n');
    other.file('data/test.en', 'z\n');
    other.file('data/extra.tsv', '1\t2\n');
    other.file('data/notes', 'nothing\n');
    const folder = await other.rondo('inspect data');
    expect(folder.code).toBe(0);
    expect(folder.printed).toContain('train.de.txt → train.en.txt');
    expect(folder.printed).toContain('train: 3 pairs; seen before: 1 pairs');
    expect(folder.printed).toContain('LEAK: test in train: 1 pairs');
    expect(folder.printed).toContain('extra: 1 pairs');
    const file = await other.rondo('inspect data/extra.tsv');
    expect(file.printed).toContain('pairs: 1 pairs');
  });

  it('lists the tensors of other programs, and explains what it cannot read', async () => {
    const { tensors } = safetensors.load(readFileSync(workspace.path('a.safetensors')));
    workspace.file('other.safetensors', await safetensors.save(tensors, { format: 'pt' }));
    dispose(tensors);
    const other = await workspace.rondo('inspect other.safetensors');
    expect(other.printed).toMatch(
      /tensors of another program[^]*outputBias +float32 \[\d+\][^]*format: pt/,
    );
    workspace.file('bad.safetensors', 'not a model at all, but long enough to be one\n');
    const bad = await workspace.rondo('inspect bad.safetensors');
    expect(bad.code).toBe(1);
    expect(bad.complaint).toContain('bad.safetensors: ');
    mkdirSync(workspace.path('empty'));
    const empty = await workspace.rondo('inspect empty');
    expect(empty.complaint).toContain(
      'neither the folder of a run, nor an exported model, nor a folder of data',
    );
    const none = await workspace.rondo('inspect none');
    expect(none.complaint).toContain('there is no such file');
  });
});
