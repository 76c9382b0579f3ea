import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { tokenizer } from '@rondo/data';
import { readBytes } from '@rondo/data/node';
import { parseConfig } from '@rondo/seq2seq';
import { describe, expect, it } from 'vitest';
import { Workspace } from '../../test/workspace.ts';
import { fingerprint, loadData, loadTestData } from './load-data.ts';
import { loadTokenizers } from './load-tokenizers.ts';

/** A tokeniser's file that another program made. */
const fixture = (name: string): string =>
  fileURLToPath(
    new URL(`../../../../packages/data/test/fixtures/generated/${name}`, import.meta.url),
  );

describe('loadData', () => {
  it('makes tasks with the sizes asked for', async () => {
    const { data } = parseConfig({ data: { task: 'dates', train: 3, validation: 2, test: 1 } });
    const { train, validation, test, report, tokenizers } = await loadData(data);
    expect([train.length, validation.length, test?.length]).toEqual([60, 40, 20]);
    expect(report).toEqual([
      'Task "dates", made in code with seed 1: 60 to train, 40 to validate, 20 to test',
    ]);
    expect(tokenizers.source).toEqual({ kind: 'characters' });
    expect(await loadTestData(data)).toEqual(test);
  });

  it('reads files, plain or gzipped, and splits them into lower-cased words', async () => {
    const workspace = new Workspace();
    const files = {
      source: workspace.file('de.gz', gzipSync('Ein Hund\nZwei  Katzen\n')),
      target: workspace.file('en', 'A dog\nTwo cats\n'),
    };
    const config = parseConfig({ data: { train: files, validation: files } });
    const data = await loadData(config.data);
    expect(data.train[1]).toEqual({ source: 'Zwei Katzen', target: 'Two cats' });
    expect(data.test).toBeUndefined();
    expect(await loadTestData(config.data)).toBeUndefined();
    expect(data.report[0]).toBe(
      'train: 2 pairs; dropped for an empty side: 0; lines with tidied blanks: 1',
    );
    expect(await loadTokenizers(config, data)).toEqual({
      source: { kind: 'words', lowerCase: true },
      target: { kind: 'words', lowerCase: true },
    });
  });

  it('reads columns between tabs and JSON lines, plain or gzipped', async () => {
    const workspace = new Workspace();
    const tsv = workspace.file('train.tsv.gz', gzipSync('en\tde\nA dog\tEin Hund\n'));
    const jsonl = workspace.file('val.jsonl', '{"pair": {"a": "Zwei Katzen", "b": "Two cats"}}\n');
    const { data: config } = parseConfig({
      data: {
        train: { tsv, columns: ['de', 'en'] },
        validation: { jsonl, fields: ['pair.a', 'pair.b'] },
        test: { tsv, columns: [1, 0] },
      },
    });
    const { train, validation, report } = await loadData(config);
    expect(train).toEqual([{ source: 'Ein Hund', target: 'A dog' }]);
    expect(validation).toEqual([{ source: 'Zwei Katzen', target: 'Two cats' }]);
    expect(await loadTestData(config)).toEqual([{ source: 'de', target: 'en' }, train[0]]);
    expect(report[1]).toContain(`train: ${tsv} (source): 2 tokens`);
  });

  it('puts what tokenisers name into them', async () => {
    const workspace = new Workspace();
    const vocabulary = workspace.file('pieces', 'a@@ 9\nb 7\n');
    const merges = workspace.file('code', '#version: 0.2\na b</w>\n');
    const model = workspace.file(
      'm.model',
      await readBytes(fixture('sentencepiece/bpe-rules.model.gz')),
    );
    const config = parseConfig({
      data: { task: 'copy', train: 5, validation: 2, test: 2 },
      tokenizer: {
        source: { kind: 'subword', merges, vocabulary, words: { kind: 'moses' } },
        target: { kind: 'sentencepiece', model },
      },
    });
    const { source, target } = await loadTokenizers(config, await loadData(config.data));
    expect(tokenizer(source).tokenize('(ab)')).toEqual(['(', 'a@@', 'b', ')']);
    expect(tokenizer(target).tokenize('the young')).toEqual(['▁the', '▁young']);
    const json = fixture('huggingface/wordpiece.json');
    const named = { kind: 'huggingface', json } as const;
    const read = await loadTokenizers(
      { ...config, tokenizer: { source: named, target: named } },
      await loadData(config.data),
    );
    expect(tokenizer(read.source).tokenize('Lowest')).toEqual(['lowest']);
  });

  it('puts the text of a merge file into the tokeniser', async () => {
    const workspace = new Workspace();
    const merges = workspace.file('code.gz', gzipSync('#version: 0.2\na b</w>\n'));
    const config = parseConfig({
      data: { task: 'copy', train: 5, validation: 2, test: 2 },
      tokenizer: { source: { kind: 'subword', merges }, target: { kind: 'words' } },
    });
    const { source } = await loadTokenizers(config, await loadData(config.data));
    expect(source).toEqual({
      kind: 'subword',
      merges: '#version: 0.2\na b</w>\n',
      words: { kind: 'whitespace' },
    });
  });
});

describe('merges that are learned', () => {
  const train = [
    { source: 'Lo lo low', target: 'er low' },
    { source: 'lo low', target: 'er er, er' },
  ];
  const unused = { source: { kind: 'words' }, target: { kind: 'words' } } as const;
  const learnFor = (tokenizers: object) => {
    const { tokenizer: named } = parseConfig({ data: { task: 'copy' }, tokenizer: tokenizers });
    return loadTokenizers({ tokenizer: named }, { train, tokenizers: unused });
  };
  const pieces = { kind: 'subword', learn: 3, words: { kind: 'words', lowerCase: true } };
  const words = { ...pieces.words };

  it('are those of the words of each side', async () => {
    const { source, target } = await learnFor({ source: pieces, target: { ...pieces, learn: 1 } });
    // Thrice "lo", twice "low": of pairs as frequent as each other the last in the alphabet comes first.
    expect(source).toEqual({
      kind: 'subword',
      words,
      merges: '#version: 0.2\nl o</w>\no w</w>\nl ow</w>\n',
    });
    expect(target).toEqual({ kind: 'subword', words, merges: '#version: 0.2\ne r</w>\n' });
    const mixed = await learnFor({
      source: { kind: 'moses' },
      target: { ...pieces, dropout: 0.2 },
    });
    expect(mixed.source).toMatchObject({ kind: 'moses' });
    expect(mixed.target).toMatchObject({ kind: 'subword', dropout: 0.2 });
  });

  it('are one list where they are joint', async () => {
    const joint = await learnFor({ source: pieces, target: pieces, joint: true });
    expect(joint.source).toEqual(joint.target);
    expect(joint.source).toMatchObject({
      merges: '#version: 0.2\ne r</w>\no w</w>\nl ow</w>\n',
    });
  });

  it('are as many as the words have', async () => {
    const { source } = await learnFor({ source: { ...pieces, learn: 99 }, target: words });
    expect(source).toMatchObject({
      merges: expect.stringMatching(/^#version: 0\.2\n(.* .*\n){3}$/),
    });
    const nothing = { ...pieces, words: { kind: 'chinese' } };
    const single = { train: [{ source: 'a b', target: 'c' }], tokenizers: unused };
    const { tokenizer: named } = parseConfig({
      data: { task: 'copy' },
      tokenizer: { source: nothing, target: words },
    });
    await expect(loadTokenizers({ tokenizer: named }, single)).rejects.toThrow(
      /^tokenizer\.source\.learn: .*no pair of symbols occurs 2 times in 2 distinct words/,
    );
  });
});

describe('fingerprint', () => {
  it('changes with each side and the order', () => {
    const [a, b] = [
      { source: 'a', target: 'x' },
      { source: 'b', target: 'y' },
    ];
    const prints = [
      [a, b],
      [b, a],
      [a],
      [a, { ...b, target: 'x' }],
      [a, { ...b, source: 'a' }],
    ].map((pairs) => fingerprint(pairs));
    expect(new Set(prints).size).toBe(prints.length);
    expect(fingerprint([{ ...a }, { ...b }])).toBe(prints[0]);
  });
});
