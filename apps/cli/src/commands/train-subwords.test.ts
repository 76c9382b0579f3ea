import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FakeIo } from '../../test/fake-io.ts';
import { tensorBytes } from '../../test/tensor-bytes.ts';
import { Workspace } from '../../test/workspace.ts';

const config = `
data: { train: t.tsv, validation: t.tsv, test: t.tsv }
tokenizer:
  source: { kind: subword, learn: 30, dropout: 0.3, words: { kind: words, lowerCase: true } }
  target: { kind: subword, learn: 30, words: { kind: words, lowerCase: true } }
  joint: true
vocabulary: { shared: true }
model: { embeddingSize: 4, hiddenSize: 3 }
training: { epochs: 3, maxTokens: 40, validateEvery: 4, warmup: 2 }
`;
const rows = ['Ein Hund\ta dog', 'Zwei Hunde\ttwo dogs', 'Zwei Katzen\ttwo cats', 'Katze\tcat'];
const text = `${Array.from({ length: 6 }, () => rows)
  .flat()
  .join('\n')}\n`;

/** A folder with the data, the config and a whole run of it. */
async function wholeRun(): Promise<Workspace & { readonly told?: string }> {
  const workspace = new Workspace();
  workspace.file('t.tsv', text);
  workspace.file('c.yaml', config);
  const whole = await workspace.rondo('train c.yaml --out whole');
  expect(whole).toMatchObject({ code: 0 });
  return Object.assign(workspace, { told: whole.printed });
}

describe('a run that learns its merges, with dropout', () => {
  it('keeps the merges in its folder and its model, which needs no other file', async () => {
    const workspace = await wholeRun();
    const [, count] = /Merges learned: (\d+) of source and target together/.exec(workspace.told!)!;
    const merges = readFileSync(workspace.path('whole/learned-merges.txt'), 'utf8');
    expect(merges).toMatch(/^#version: 0\.2\n/);
    expect(merges.trimEnd().split('\n')).toHaveLength(Number(count) + 1);
    const moved = new Workspace();
    const best = workspace.path('whole/best.safetensors');
    const translated = await moved.rondo(['translate', '--model', best, 'Zwei Hunde']);
    expect(translated).toMatchObject({ code: 0 });
    const told = await moved.rondo(['inspect', best]);
    expect(told.printed).toMatch(/Source {2}subword, words by words, lowerCase, dropout 0\.3/);
    const exported = await workspace.rondo('export --model whole/best.safetensors --out exported');
    expect(exported).toMatchObject({ code: 0 });
    expect(readFileSync(workspace.path('exported/target.merges.txt'), 'utf8')).toBe(merges);
    // The list is one for any run that names it.
    const sides = [
      'tokenizer.source={ kind: subword, merges: whole/learned-merges.txt }',
      'tokenizer.target={ kind: subword, learn: 5 }',
      'tokenizer.joint=false',
      'training.epochs=1',
    ].flatMap((value) => ['--set', value]);
    const again = await workspace.rondo(['train', 'c.yaml', '--out', 'again', ...sides]);
    expect(again).toMatchObject({ code: 0 });
    expect(again.printed).toContain('Merges learned: 5 of the target\n');
    expect(existsSync(workspace.path('again/learned-merges.target.txt'))).toBe(true);
    const anew = await workspace.rondo('train c.yaml --out again --overwrite');
    expect(anew).toMatchObject({ code: 0 });
    expect(existsSync(workspace.path('again/learned-merges.target.txt'))).toBe(false);
    // Merges that the run in their place reads stay, else it could not be resumed.
    const from = ['source', 'target'].flatMap((side) => [
      '--set',
      `tokenizer.${side}={ kind: subword, merges: whole/learned-merges.txt }`,
    ]);
    const over = ['train', 'c.yaml', '--out', 'whole', '--overwrite', ...from];
    const read = await workspace.rondo([...over, '--set', 'tokenizer.joint=false']);
    expect(read).toMatchObject({ code: 0, printed: expect.not.stringContaining('learned') });
    expect(readFileSync(workspace.path('whole/learned-merges.txt'), 'utf8')).toBe(merges);
  });

  it('goes on bit for bit amid an epoch, with the merges of the checkpoint', async () => {
    const workspace = await wholeRun();
    const io = new FakeIo(workspace.folder);
    io.onWrite = (written) => {
      if (/validation at step 8, epoch 2/.test(written)) io.pressCtrlC();
    };
    const stopped = await workspace.rondo('train c.yaml --out part', io);
    expect(stopped).toMatchObject({ code: 130, printed: expect.stringContaining('after step 8') });
    // Amid an epoch: step 9 is of the same one.
    const steps = readFileSync(workspace.path('whole/metrics.jsonl'), 'utf8');
    expect(steps).toMatch(/"step":9,"epoch":1,/);
    const resumed = await workspace.rondo('train --out part --resume');
    expect(resumed).toMatchObject({ code: 0 });
    expect(resumed.printed).not.toContain('Merges learned');
    for (const name of ['last', 'best']) {
      expect(tensorBytes(workspace.path(`part/${name}.safetensors`))).toEqual(
        tensorBytes(workspace.path(`whole/${name}.safetensors`)),
      );
    }
    const other = await workspace.rondo(
      'train --out part --resume --set tokenizer.source.dropout=0.1',
    );
    expect(other).toMatchObject({ code: 1 });
    expect(other.complaint).toContain('tokenizer.source.dropout: 0.3 → 0.1');
  });
});
