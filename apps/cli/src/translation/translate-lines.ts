import { normalizeLine } from '@rondo/data';
import type { Translation, Translator } from '@rondo/seq2seq';
import { planBatches, type BatchSize } from './plan-batches.ts';
import { translateTogether, type TranslationSettings } from './settings.ts';

export interface TranslateLinesOptions {
  readonly settings: TranslationSettings;
  readonly batch: BatchSize;
  /** Most tokens of a sentence. */
  readonly longest: number;
  readonly attention: boolean;
  readonly signal: AbortSignal;
}

/** What became of a line. */
export interface TranslatedLine {
  /** In the input, from 1. */
  readonly number: number;
  readonly source: string;
  /** Tokens of the source. */
  readonly tokens: number;
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
  const isTranslated = (n: number): boolean => sentences[n] !== '' && tokens[n]! <= longest;
  const places = [...lines.keys()].filter(isTranslated);
  const lengths = places.map((place) => tokens[place]! + 1);
  const translations: (Translation | undefined)[] = lines.map(() => undefined);
  for (const group of planBatches(lengths, batch)) {
    const chosen = group.map((n) => places[n]!);
    const texts = chosen.map((place) => sentences[place]!);
    const streams = chosen.map((place) => first + place);
    const done = await translateTogether(translator, texts, settings, {
      streams,
      attention,
      signal,
    });
    for (const [n, place] of chosen.entries()) translations[place] = done[n];
  }
  return sentences.map((source, n) => ({
    number: first + n,
    source,
    tokens: tokens[n]!,
    translation: translations[n],
  }));
}
