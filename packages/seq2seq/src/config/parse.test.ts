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
    ['a.tsv', /^data\.train: expected Object, received "a.tsv"/],
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
      { data: { train: { source: 'a' }, validation: { source: 'a', target: 'b' } } },
      [expect.stringMatching(/^data.train.target: is missing/)],
    ],
    [{}, [expect.stringMatching(/^data: is missing/)]],
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
