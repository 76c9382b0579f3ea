import { describe, expect, it } from 'vitest';
import { tokenBatches } from '../batches/token-batches.ts';
import { tokenizer } from '../tokenizers/create.ts';
import { countTokens } from '../vocabulary/count-tokens.ts';
import { Vocabulary } from '../vocabulary/vocabulary.ts';
import { encodeEpochs } from './encode-epochs.ts';
import { encodePairs, type EncodedPair, type SideEncoder } from './encode-pairs.ts';

const merges = '#version: 0.2\nl o\nlo w\nlow e\nlowe r</w>\ne r</w>\n';
const pairs = Array.from({ length: 30 }, (_, i) => ({
  source: 'lower low er '.repeat((i % 3) + 1).trim(),
  target: `er lower${' low'.repeat(i % 5)}`,
}));

function side(dropout?: number): SideEncoder {
  const split = tokenizer({ kind: 'subword', merges, ...(dropout !== undefined && { dropout }) });
  const tokens = pairs.flatMap(({ source, target }) =>
    [source, target].map((text) => split.possible?.(text) ?? split.tokenize(text)),
  );
  return { tokenizer: split, vocabulary: Vocabulary.fromCounts(countTokens(tokens)) };
}

const plain = (list: readonly EncodedPair[]): number[][][] =>
  list.map(({ source, target }) => [[...source], [...target]]);

describe('encodeEpochs', () => {
  it('is one list where nothing is left to chance', () => {
    const sides = { source: side(), target: side(0) };
    expect(encodeEpochs(pairs, sides)).toEqual(encodePairs(pairs, sides));
  });

  it('splits anew in each epoch, the same for the same seed and epoch, with no unknown piece', () => {
    const sides = { source: side(0.4), target: side() };
    const make = (seed: number): ((epoch: number) => readonly EncodedPair[]) => {
      const epochs = encodeEpochs(pairs, sides, { seed });
      if (typeof epochs !== 'function') throw new Error('expected a function');
      return epochs;
    };
    const [first, second] = [make(7), make(7)];
    const epochs = [0, 1, 2].map((epoch) => plain(first(epoch)));
    expect(new Set(epochs.map((epoch) => JSON.stringify(epoch))).size).toBe(3);
    expect([2, 0, 1, 0].map((epoch) => plain(second(epoch)))).toEqual(
      [2, 0, 1, 0].map((epoch) => epochs[epoch]),
    );
    expect(plain(make(8)(0))).not.toEqual(epochs[0]);
    const expected = plain(encodePairs(pairs, sides));
    for (const epoch of epochs) {
      expect(epoch.map(([, target]) => target)).toEqual(expected.map(([, target]) => target));
      for (const [n, [source]] of epoch.entries()) {
        const texts = source!.map((id) => sides.source.vocabulary.tokens[id]!);
        expect(sides.source.tokenizer.detokenize(texts)).toBe(pairs[n]!.source);
      }
    }
  });

  it('makes the pairs of an epoch once, however often it is asked in a row', () => {
    let drawn = 0;
    const source = side(0.4);
    const counted = {
      ...source,
      tokenizer: {
        ...source.tokenizer,
        name: 'counted',
        tokenize: (text: string) => source.tokenizer.tokenize(text),
        detokenize: (tokens: readonly string[]) => source.tokenizer.detokenize(tokens),
        sample: (...args: Parameters<NonNullable<SideEncoder['tokenizer']['sample']>>) => {
          drawn += 1;
          return source.tokenizer.sample!(...args);
        },
      },
    };
    const epochs = encodeEpochs(pairs, { source: counted, target: side() }, { seed: 3 });
    const batches = [1, 2].map(() => tokenBatches(epochs, { maxTokens: 200, seed: 3 }));
    expect(drawn).toBe(pairs.length);
    for (const one of batches) for (const _ of one.epoch());
    expect(drawn).toBe(pairs.length);
    expect(batches.map(({ length }) => length)).toEqual([batches[0]!.length, batches[0]!.length]);
    expect(drawn).toBe(2 * pairs.length);
  });
});
