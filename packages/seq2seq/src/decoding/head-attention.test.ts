import { memory } from '@rondo/tensor';
import { padSequences } from '@rondo/data';
import { describe, expect, it } from 'vitest';
import { opens } from '../../test/toy-run.ts';
import { Seq2Seq } from '../model/seq2seq.ts';
import { headAttention } from './head-attention.ts';
import { scorePairs } from './score-pairs.ts';

const sizes = { sourceVocabulary: 11, targetVocabulary: 9, dropout: 0.3 };
const heads = { family: 'transformer', dModel: 12, heads: 3, feedForward: 7 } as const;
const [source, target] = [
  [5, 7, 4, 10],
  [8, 4],
];

describe('headAttention', () => {
  it.each(['attention', 'ssru'] as const)(
    'is of each layer and head of a decoder with %s, and its mean over heads what decoding tells',
    async (decoder) => {
      const model = opens(new Seq2Seq({ ...heads, ...sizes, decoder, decoderLayers: 2 }));
      const before = memory();
      const layers = await headAttention(model, source, target);
      expect(memory()).toEqual(before);
      expect(layers!.map((layer) => layer.length)).toEqual([3, 3]);
      const [scored] = await scorePairs(
        model,
        padSequences([Int32Array.from(source)], { end: true }),
        padSequences([Int32Array.from(target)], { end: true }),
        { attention: true },
      );
      // Of two layers the first is the one that alignments are taken from.
      const [first] = layers!;
      for (const [t, row] of scored!.attention!.entries()) {
        for (const [s, weight] of row.entries()) {
          const mean = first!.reduce((sum, head) => sum + head[t]![s]!, 0) / 3;
          expect(mean).toBeCloseTo(weight, 5);
        }
      }
      expect(first![0]!.map((row) => row.length)).toEqual([5, 5, 5]);
      expect(first![0]).not.toEqual(first![1]);
    },
  );

  it('is undefined where there are no heads', async () => {
    const model = opens(new Seq2Seq({ ...sizes, family: 'rnn', embeddingSize: 6, hiddenSize: 5 }));
    expect(await headAttention(model, source, target)).toBeUndefined();
  });
});
