import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { tinyModel, withModel } from '../../test/tiny-model.ts';
import { Workspace } from '../../test/workspace.ts';

it('tells what an exported model is, by its folder or its config', async () => {
  const workspace = withModel(await tinyModel());
  await workspace.rondo('export --model m.safetensors --out exported');
  const { code, printed } = await workspace.rondo('inspect exported');
  expect(code).toBe(0);
  expect(printed).toMatch(/^exported: the folder of an exported model\n\nFiles\n {2}README\.md /);
  expect(printed).toMatch(/\n\nmodel\.safetensors: a model, [^]*Source {2}whitespace; \d+ entries/);
  const config = await workspace.rondo('inspect exported/config.json');
  expect(config.printed.slice(printed.indexOf('the'))).toContain(
    printed.slice('exported: '.length),
  );
});

it('tells what text is like, plain or gzipped', async () => {
  const workspace = new Workspace();
  const text = 'Ein Hund.\n\nein  Hund.\nZwei sehr alte Hunde.\n';
  workspace.file('train.de', text);
  workspace.file('text.gz', gzipSync(text));
  for (const name of ['train.de', 'text.gz']) {
    const { code, printed } = await workspace.rondo(`inspect ${name}`);
    expect(code).toBe(0);
    expect(printed).toContain(`${name}: text\n4 lines; empty: 1; seen before: 1 (25.0 %)\n`);
    expect(printed).toContain('sentences: 8 tokens, mean 2.7, median 2, 95 % at most 4, longest 4');
  }
});

it.each([
  ['', 'is empty; it needs one sentence a line'],
  ['\u0000\u0001ab', 'there is a NUL byte; this is no plain text'],
])('says what is wrong with a file that is neither: %j', async (content, message) => {
  const workspace = new Workspace();
  workspace.file('file', content);
  const { code, complaint } = await workspace.rondo('inspect file');
  expect(code).toBe(1);
  expect(complaint).toContain(message);
});
