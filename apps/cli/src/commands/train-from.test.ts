import type { Origin } from '@rondo/seq2seq';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tinyConfig, Workspace } from '../../test/workspace.ts';
import { loadModelOnly } from '../training/load-model.ts';

const still = '--set training.epochs=0.1 --set training.learningRate=1e-30';

describe('rondo train --from', () => {
  it('begins with the weights of another model', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    await workspace.rondo('train tiny.yaml --out first');
    const path = workspace.path('first/last.safetensors');
    const other = '--set training.seed=9';
    const { code, printed } = await workspace.rondo(
      `train tiny.yaml --out second --from first/last.safetensors ${still} ${other}`,
    );
    expect(code).toBe(0);
    expect(printed).toMatch(/Taken over: \d+ parameters as they are, .*\((\d+) of \1 rows\)/);
    expect(printed).not.toContain('Begun anew');
    const [before, after] = [path, workspace.path('second/last.safetensors')];
    expect(await weights(after)).toEqual(await weights(before));
    const anew = await workspace.rondo(`train tiny.yaml --out third ${still} ${other}`);
    expect(anew.printed).not.toContain('Taken over');
    expect(await weights(workspace.path('third/last.safetensors'))).not.toEqual(
      await weights(before),
    );
  });

  it('is recorded in the log, in every checkpoint and in the report, after a resume, too', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    await workspace.rondo('train tiny.yaml --out first --set training.epochs=1');
    const sha256 = createHash('sha256')
      .update(readFileSync(workspace.path('first/best.safetensors')))
      .digest('hex');
    const from = '--from first/best.safetensors --set model.attention=additive';
    await workspace.rondo(`train tiny.yaml --out second ${from} --set training.epochs=1`);
    const resumed = await workspace.rondo('train --out second --resume --set training.epochs=2');
    expect(resumed.printed).toContain(`Fine-tuned from: ../first/best.safetensors`);
    expect(resumed.printed).toContain(sha256);
    const line = readFileSync(workspace.path('second/metrics.jsonl'), 'utf8').split('\n')[0]!;
    const { origin } = JSON.parse(line) as { origin: Origin };
    expect(origin).toMatchObject({ file: '../first/best.safetensors', sha256 });
    expect(origin.loaded).toContain('encoder.rnn.weight_ih_l0');
    expect(origin.missing.join()).toContain('attention');
    await workspace.rondo('export --model second/best.safetensors --out model.safetensors');
    for (const file of [
      'second/last.safetensors',
      'second/best.safetensors',
      'model.safetensors',
    ]) {
      expect((await workspace.rondo(`inspect ${file}`)).printed).toContain(sha256);
    }
    const report = readFileSync(workspace.path('second/report.html'), 'utf8');
    expect(report).toContain('<h2 id="origin">Fine-tuned from</h2>');
    expect(report).toContain(sha256);
    const plain = readFileSync(workspace.path('first/report.html'), 'utf8');
    expect(plain).not.toContain('Fine-tuned from');
  });

  it('splits as that model does and knows all its words, unless the config names tokenisers', async () => {
    const workspace = new Workspace();
    const words = '{ kind: words, lowerCase: true }';
    const pieces = `{ kind: subword, learn: 9, words: ${words} }`;
    const model =
      'model: { embeddingSize: 4, hiddenSize: 3 }\ntraining: { warmup: 2, epochs: 1 }\n';
    const data = (name: string) => `data: { train: ${name}, validation: ${name} }\n${model}`;
    workspace.file('large.tsv', 'Haus Hof\thouse yard\nHaus Rad\thouse wheel\n');
    workspace.file('own.tsv', 'Rad Zug\twheel train\nRad Zug\twheel train\n');
    workspace.file('large.yaml', data('large.tsv'));
    workspace.file('own.yaml', data('own.tsv'));
    const learn = `tokenizer={ source: ${pieces}, target: ${words} }`;
    await workspace.rondo(['train', 'large.yaml', '--out', 'large', '--set', learn]);
    const from = 'train own.yaml --out own --from large/best.safetensors';
    const { code, printed } = await workspace.rondo(from);
    expect(code).toBe(0);
    expect(printed).not.toContain('Merges learned');
    expect(printed).toContain(
      'Tokenisers and vocabularies: those of that model, for the config names no tokenizer; new words are added',
    );
    const before = await loadModelOnly(workspace.path('large/best.safetensors'));
    const { codec, ...after } = await loadModelOnly(workspace.path('own/best.safetensors'));
    expect(codec.config.tokenizers).toEqual(before.codec.config.tokenizers);
    const { tokens } = before.codec.target.vocabulary;
    expect(codec.target.vocabulary.tokens).toEqual([...tokens, 'train']);
    expect(printed).toContain(`(${tokens.length} of ${tokens.length + 1} rows)`);
    before.model.dispose();
    after.model.dispose();
    const resumed = await workspace.rondo('train --out own --resume --set training.epochs=2');
    expect(resumed).toMatchObject({ code: 0, complaint: '' });
    const whitespace = '{ kind: whitespace }';
    const named = `tokenizer={ source: ${whitespace}, target: ${whitespace} }`;
    const other = await workspace.rondo([...from.split(' '), '--overwrite', '--set', named]);
    expect(other.printed).not.toContain('those of that model');
    expect(other.printed).toContain('Vocabularies: 6 source and 6 target entries');
  });

  it('tells what does not fit, and refuses what makes no sense', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    await workspace.rondo(`train tiny.yaml --out first ${still}`);
    const from = '--from first/best.safetensors';
    const larger = await workspace.rondo(
      `train tiny.yaml --out larger ${from} ${still} --set model.attention=additive`,
    );
    expect(larger.printed).toMatch(
      /Begun anew, not in that model or of another shape: .*attention/,
    );
    const both = await workspace.rondo(`train --out first --resume ${from}`);
    expect(both).toMatchObject({ code: 2 });
    expect(both.complaint).toContain('--resume and --from exclude each other');
    const none = await workspace.rondo('train tiny.yaml --out none --from no.safetensors');
    expect(none).toMatchObject({ code: 1 });
    expect(none.complaint).toMatch(/no\.safetensors: there is no such file/);
  });
});

async function weights(path: string): Promise<Record<string, readonly number[]>> {
  const { model } = await loadModelOnly(path);
  const named = Object.entries(model.stateDict());
  const values = await Promise.all(
    named.map(async ([name, x]) => [name, [...(await x.data())]] as const),
  );
  model.dispose();
  return Object.fromEntries(values);
}
