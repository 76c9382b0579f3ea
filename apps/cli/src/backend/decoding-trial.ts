import { padSequences } from '@rondo/data';
import { greedyDecode } from '@rondo/seq2seq';
import type { Trial } from '@rondo/tensor';
import { loadTranslator } from '../training/load-translator.ts';
import { longestSource } from '../translation/longest-source.ts';

const sentences = 16;
const tokens = 12;
const specialTokens = 4;

/** Loads models and translates some sentences of middling length at a time, of words as they come in the vocabulary. */
export async function decodingTrial(paths: readonly string[]): Promise<Trial> {
  const { translator, models, checkpoint, dispose } = await loadTranslator(paths);
  const words = Math.max(1, checkpoint.codec.source.vocabulary.size - specialTokens);
  const length = Math.max(1, Math.min(tokens, longestSource(models)));
  const source = padSequences(
    Array.from({ length: sentences }, (_, n) =>
      Int32Array.from({ length }, (__, i) => specialTokens + ((n * length + i) % words)),
    ),
    { end: true },
  );
  return { step: () => greedyDecode(translator.model, source, { maxLength: length }), dispose };
}
