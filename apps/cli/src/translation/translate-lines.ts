import { normalizeLine } from '@rondo/data';
import type { Translation, Translator } from '@rondo/seq2seq';
import { inPlannedBatches, type BatchSize } from './plan-batches.ts';
import { translateTogether, type TranslationSettings } from './settings.ts';
import type { CountedLine } from './too-long.ts';

export interface TranslateLinesOptions {
  readonly settings: TranslationSettings;
  readonly batch: BatchSize;
  /** Most tokens of a sentence. */
  readonly longest: number;
  readonly attention: boolean;
  readonly signal: AbortSignal;
}

/** What became of a line. */
export interface TranslatedLine extends CountedLine {
  readonly source: string;
  /** Nothing for a line that is empty or too long. */
  readonly translation: Translation | undefined;
}

/** Translates lines, the first of them with the given number, in batches of similar length, and returns them in order. */
export async function translateLines(
  translator: Translator,
  lines: readonly string[],
  first: number,
  { settings, batch, longest, attention, signal }: TranslateLinesOptions,
): Promise<TranslatedLine[]> {
  const { tokenizer } = translator.codec.source;
  const sentences = lines.map(normalizeLine);
  const tokens = sentences.map((text) => (text === '' ? 0 : tokenizer.tokenize(text).length));
  const lengths = tokens.map((count, n) =>
    sentences[n] !== '' && count <= longest ? count + 1 : undefined,
  );
  const translations = await inPlannedBatches(lengths, batch, (places) => {
    const texts = places.map((place) => sentences[place]!);
    const streams = places.map((place) => first + place);
    return translateTogether(translator, texts, settings, { streams, attention, signal });
  });
  return sentences.map((source, n) => ({
    number: first + n,
    source,
    tokens: tokens[n]!,
    translation: translations[n],
  }));
}
