import { describe, expect, it } from 'vitest';
import { tokenizer } from '../tokenizers/create.ts';
import { Vocabulary } from '../vocabulary/vocabulary.ts';
import { encodePairs } from './encode-pairs.ts';
import { parallelCorpus } from './parallel-corpus.ts';
import { formatReport } from './report.ts';

async function* arriving(...lines: string[]): AsyncGenerator<string> {
  for (const line of lines) yield await Promise.resolve(line);
}

describe('parallelCorpus', () => {
  it('pairs lines, tidies blanks, drops empty sides and reports it', async () => {
    const { pairs, report } = await parallelCorpus(
      [' ein  Hund', '', 'zwei\u00A0Katzen laufen\t', 'drei'],
      arriving('a dog', 'nothing', 'two cats', ' \u3000'),
    );
    expect(pairs).toEqual([
      { source: 'ein Hund', target: 'a dog' },
      { source: 'zwei Katzen laufen', target: 'two cats' },
    ]);
    expect(report).toEqual({
      pairs: 2,
      droppedEmpty: 2,
      normalizedLines: 3,
      source: { name: 'source', tokens: 5, longest: { tokens: 3, line: 3 } },
      target: { name: 'target', tokens: 4, longest: { tokens: 2, line: 1 } },
    });
    expect(formatReport(report)).toBe(
      [
        '2 pairs; dropped for an empty side: 2; lines with tidied blanks: 3',
        'source: 5 tokens, 2.5 a sentence, longest 3 (line 3)',
        'target: 4 tokens, 2.0 a sentence, longest 2 (line 1)',
      ].join('\n'),
    );
  });

  it('names both counts and both sides when they differ', async () => {
    await expect(
      parallelCorpus(arriving('a', 'b', 'c'), ['x'], {
        sourceName: 'train.de',
        targetName: 'train.en',
      }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('train.de has 3 lines, train.en has 1') as string,
      facts: { sourceCount: 3, targetCount: 1 },
    });
  });

  it('refuses a corpus without a pair', async () => {
    await expect(parallelCorpus(['', 'a'], ['b', ' '])).rejects.toThrow(
      'of the 2 lines of source and target none has text on both sides',
    );
  });
});

describe('encodePairs', () => {
  it('tokenises and encodes each side by its own vocabulary', () => {
    const words = tokenizer({ kind: 'words' });
    const [pair] = encodePairs([{ source: 'ein Hund.', target: 'a dog.' }], {
      source: { tokenizer: words, vocabulary: new Vocabulary(['.', 'ein', 'Hund']) },
      target: { tokenizer: words, vocabulary: new Vocabulary(['dog']) },
    });
    expect([...pair!.source]).toEqual([5, 6, 4]);
    expect([...pair!.target]).toEqual([3, 4, 3]);
  });
});
