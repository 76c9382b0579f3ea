import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tokenBatches } from '../batches/token-batches.ts';
import { readParallelCorpus } from '../node/read-parallel-corpus.ts';
import { tokenizer } from '../tokenizers/create.ts';
import { countTokens } from '../vocabulary/count-tokens.ts';
import { Vocabulary } from '../vocabulary/vocabulary.ts';
import { encodePairs } from './encode-pairs.ts';
import { formatReport } from './report.ts';

const folder = new URL('../../../../../shared/data/multi30k/', import.meta.url);
const pathOf = (name: string) => fileURLToPath(new URL(name, folder));

describe('Multi30k de-en', () => {
  it('is read, split into words, and cut into batches in seconds with little padding', async () => {
    const started = performance.now();
    const { pairs, report } = await readParallelCorpus(
      pathOf('train.de.txt.gz'),
      pathOf('train.en.txt.gz'),
    );
    const read = performance.now();
    console.log(formatReport(report));
    expect(report).toMatchObject({ pairs: 29_000, droppedEmpty: 0 });

    const words = tokenizer({ kind: 'words', lowerCase: true });
    const vocabularyOf = (side: 'source' | 'target') =>
      Vocabulary.fromCounts(countTokens(pairs.map((pair) => words.tokenize(pair[side]))), {
        minFrequency: 2,
      });
    const encoded = encodePairs(pairs, {
      source: { tokenizer: words, vocabulary: vocabularyOf('source') },
      target: { tokenizer: words, vocabulary: vocabularyOf('target') },
    });
    const tokenised = performance.now();

    const batches = tokenBatches(encoded, { maxTokens: 2048 });
    const [padded, real] = [
      { source: 0, target: 0 },
      { source: 0, target: 0 },
    ];
    for (const { source, targetOutput, tokens } of batches.epoch()) {
      padded.source += source.ids.length;
      padded.target += targetOutput.ids.length;
      real.source += tokens.source;
      real.target += tokens.target;
    }
    const done = performance.now();
    console.log(
      `read ${(read - started).toFixed(0)} ms, tokenise and encode ${(tokenised - read).toFixed(0)} ms, batches ${(done - tokenised).toFixed(0)} ms`,
    );
    console.log(
      `padding: source ${(1 - real.source / padded.source).toFixed(3)}, target ${(1 - real.target / padded.target).toFixed(3)}`,
    );
    expect(real.target / padded.target).toBeGreaterThan(0.97);
    expect(real.source / padded.source).toBeGreaterThan(0.9);
    expect(done - started).toBeLessThan(10_000);
  });

  it.each(['de', 'en'])(
    'comes back from words to text in 99.5 of 100 lines: %s',
    async (language) => {
      const path = pathOf(`train.${language}.txt.gz`);
      const { pairs } = await readParallelCorpus(path, path);
      const words = tokenizer({ kind: 'words' });
      const changed = pairs.filter(
        ({ source }) => words.detokenize(words.tokenize(source)) !== source,
      );
      console.log(`${language}: ${changed.length} of ${pairs.length} lines change`);
      expect(changed.length).toBeLessThan(0.005 * pairs.length);
    },
  );
});
