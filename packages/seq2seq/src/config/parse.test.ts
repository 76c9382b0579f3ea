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
