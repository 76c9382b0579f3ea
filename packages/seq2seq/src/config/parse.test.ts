import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from './parse.ts';

const faultsOf = (config: unknown): unknown => {
  try {
    parseConfig(config);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).facts['faults'];
  }
  return [];
};

const task = { data: { task: 'dates' } };

describe('parseConfig', () => {
  it('fills in defaults', () => {
    const config = parseConfig({ ...task, training: { epochs: 3 } });
    expect(config.data).toEqual({ task: 'dates', seed: 1 });
    expect(config.training).toMatchObject({
      epochs: 3,
      maxTokens: 2048,
      schedule: 'inverseSquareRoot',
    });
    expect(config.model).toMatchObject({ family: 'rnn', attention: 'dot', hiddenSize: 256 });
  });

  it.each([
    { task: 'reverse', seed: 1, symbols: 50, minLength: 2, maxLength: 25 },
    { task: 'addition', seed: 1, digits: 2 },
    { task: 'dates', seed: 1, formats: ['D.M.YY', 'YYYYMMDD'] },
  ])('takes what a task is told: %j', (data) => expect(parseConfig({ data }).data).toEqual(data));

  it('takes files', () => {
    const files = { source: 'a.de', target: 'a.en' };
    expect(parseConfig({ data: { train: files, validation: files } }).data).toEqual({
      train: files,
      validation: files,
    });
  });

  it.each([
    { source: 'a.de.gz', target: 'a.en' },
    { tsv: 'a.tsv.gz' },
    { tsv: 'a.tsv', columns: ['de', 'en'] },
    { tsv: 'a.tsv', columns: [2, 0] },
    { jsonl: 'a.jsonl', fields: ['translation.de', 'translation.en'] },
  ])('takes sentence pairs from %j', (files) => {
    const data = { train: files, validation: { tsv: 'b' }, test: files };
    expect(parseConfig({ data }).data).toEqual(data);
  });

  it('takes one path whose name says what the file is', () => {
    const data = { train: 'a.tsv.gz', validation: 'b/v.jsonl', test: 'c.tsv' };
    expect(parseConfig({ data }).data).toEqual({
      train: { tsv: 'a.tsv.gz' },
      validation: { jsonl: 'b/v.jsonl' },
      test: { tsv: 'c.tsv' },
    });
  });

  it('takes merges that are to be learned, of each side or jointly, and dropout', () => {
    const words = { kind: 'whitespace' };
    const source = { kind: 'subword', learn: 10_000, words };
    const target = { ...source, dropout: 0.1 };
    for (const tokenizer of [
      { source, target, joint: true },
      { source, target: { ...target, learn: 500 }, joint: false },
      { source, target: { ...words } },
    ]) {
      expect(parseConfig({ ...task, tokenizer }).tokenizer).toEqual(tokenizer);
    }
  });

  it.each([
    [{ target: {} }, /^tokenizer\.target\.merges: is missing: name a file of merges, or have/],
    [
      { source: { merges: 'a', learn: 9 } },
      /^tokenizer\.source\.learn: merges are read from a file or learned, not both;/,
    ],
    [{ source: { learn: 0 } }, /^tokenizer\.source\.learn: expected >=1, received 0/],
    [{ source: { lern: 9 } }, /^tokenizer\.source\.lern: unknown key; did you mean 'learn'\?$/],
    [
      { source: { learn: 9, vocabulary: 'v' } },
      /^tokenizer\.source\.vocabulary: lists pieces of known merges; name their file/,
    ],
    [
      { source: { merges: 'a', vocabularyThreshold: 5 } },
      /^tokenizer\.source\.vocabularyThreshold: is for the counts in vocabulary;/,
    ],
    [
      { source: { learn: 9, words: { kind: 'chinese', unit: 'characters' } } },
      /^tokenizer\.source\.words: merges join the characters of a word, and chinese leaves/,
    ],
    [{ source: { learn: 9, dropout: 1 } }, /^tokenizer\.source\.dropout: expected <1, received 1/],
    [{ joint: true }, /^tokenizer\.joint: one list of merges .* but source learns none;/],
    [
      { source: { learn: 9 }, joint: true },
      /^tokenizer\.joint: one list of merges .* but target learns none;/,
    ],
    [
      { source: { learn: 9 }, target: { learn: 8 }, joint: true },
      /^tokenizer\.joint: .* but source wants 9 and target 8; give both the same learn$/,
    ],
  ])('explains what does not go together in tokenisers: %j', (given, fault) => {
    const { source, target, ...joint } = given as Record<string, object>;
    const side = (options?: object): object =>
      options ? { kind: 'subword', ...options } : { kind: 'words' };
    const tokenizer = { source: side(source), target: side(target), ...joint };
    expect(faultsOf({ ...task, tokenizer })).toEqual([expect.stringMatching(fault)]);
  });

  it('takes every tokeniser, and adds nothing to pieces that was not said', () => {
    const pieces = { kind: 'subword', merges: 'code', words: { kind: 'moses', language: 'de' } };
    const moses = { lowerCase: false, splitHyphens: false, escape: false };
    const restricted = { vocabulary: 'pieces', vocabularyThreshold: 50, glossaries: ['USA'] };
    const read = (source: object, target: object): unknown =>
      parseConfig({ ...task, tokenizer: { source, target } }).tokenizer;
    const words = { ...pieces.words, ...moses, normalizePunctuation: false };
    expect(read(pieces, { ...pieces, ...restricted })).toEqual({
      source: { ...pieces, words },
      target: { ...pieces, words, ...restricted },
    });
    const files = {
      source: { kind: 'sentencepiece', model: 'm' },
      target: { kind: 'huggingface', json: 'j' },
    };
    expect(read(files.source, files.target)).toEqual(files);
  });

  it.each([
    [{ tsv: 'a', colums: [0, 1] }, /^data\.train\.colums: unknown key; did you mean 'columns'\?$/],
    [
      { tsv: 'a', columns: [0, true] },
      /^data\.train\.columns\.1: expected number, string, received true$/,
    ],
    [{ tsv: 'a', columns: [0] }, /^data\.train\.columns\.1: is missing/],
    [{ json: 'a' }, /^data\.train\.source: is missing/],
    [{ source: 'a', tsv: 'b' }, /^data\.train\.source: unknown key/],
    ['a.txt', /^data\.train: cannot tell what a\.txt is by its name: expected \.tsv, /],
    [3, /^data\.train: expected Object, received 3/],
  ])('explains files that it cannot take: %j', (files, fault) => {
    const found = faultsOf({ data: { train: files, validation: { tsv: 'b' } } }) as string[];
    expect(found).toContainEqual(expect.stringMatching(fault));
  });

  it.each([
    [{ ...task, trainig: {} }, ["trainig: unknown key; did you mean 'training'?"]],
    [{ ...task, training: { epoch: 3 } }, ["training.epoch: unknown key; did you mean 'epochs'?"]],
    [
      { ...task, model: { cellKind: 'gru' } },
      [expect.stringMatching(/^model.cellKind: unknown key; known: family, cell, /)],
    ],
    [
      { ...task, training: { epochs: 'three' } },
      [expect.stringMatching(/^training.epochs: expected number, received "three"/)],
    ],
    [
      { ...task, training: { epochs: -1 } },
      [expect.stringMatching(/^training.epochs: expected >0, received -1/)],
    ],
    [
      { ...task, model: { attention: 'luong' } },
      [
        expect.stringMatching(
          /^model.attention: expected "none", "dot", "additive", "luongDot", .*, received "luong"$/,
        ),
      ],
    ],
    [
      { data: { task: 'date' } },
      [expect.stringMatching(/^data.task: expected "copy", .* received "date"/)],
    ],
    [
      { data: { task: 'dates', maxLength: 3, digits: 2 } },
      [
        'data.maxLength: the task dates has no maxLength, it belongs to copy, reverse, sort',
        'data.digits: the task dates has no digits, it belongs to addition',
      ],
    ],
    [
      { data: { task: 'sort', maxLenght: 3 } },
      ["data.maxLenght: unknown key; did you mean 'maxLength'?"],
    ],
    [
      { data: { task: 'dates', formats: 'YYYY' } },
      [expect.stringMatching(/^data.formats: expected Array, received "YYYY"/)],
    ],
    [
      { data: { train: { source: 'a' }, validation: { source: 'a', target: 'b' } } },
      [expect.stringMatching(/^data.train.target: is missing/)],
    ],
    [{}, [expect.stringMatching(/^data: is missing, name a task \(data: \{ task: dates \}\) or/)]],
    [{ data: null }, [expect.stringMatching(/^data: has no value, name a task/)]],
    [
      { data: { train: 'a.tsv' } },
      [expect.stringMatching(/^data.validation: is missing, name the files/)],
    ],
    [
      { data: { task: 'copy' }, training: { seed: 1.5 } },
      ['training.seed: expected a whole number, received 1.5'],
    ],
    [
      { data: { task: 'copy' }, training: { seed: 1e30 } },
      [expect.stringMatching(/^training.seed: expected <=9007199254740991, received 1e\+30/)],
    ],
    [
      { data: { task: 'copy' }, model: { tiedEmbeddings: 'embeddings' } },
      [
        expect.stringMatching(
          /^model.tiedEmbeddings: 'embeddings' .*set vocabulary.shared to true/,
        ),
      ],
    ],
    [
      { data: { task: 'copy' }, model: { tiedEmbeddings: 'all' } },
      [expect.stringMatching(/^model.tiedEmbeddings: 'all' .*set vocabulary.shared to true/)],
    ],
    [
      { ...task, tokenizer: { source: { kind: 'word' }, target: { kind: 'words' } } },
      [expect.stringMatching(/^tokenizer.source.kind: expected .*"words".* received "word"/)],
    ],
    ['text', [expect.stringContaining('expected Object')]],
  ])('explains %o', (config, faults) => {
    expect(faultsOf(config)).toEqual(faults);
  });

  it('reports every fault at once', () => {
    expect(faultsOf({ ...task, training: { epochs: 0, maxTokens: 1.5 }, modell: {} })).toHaveLength(
      3,
    );
  });
});
