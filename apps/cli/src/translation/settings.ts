import type { DecodingOptions, TranslateOptions, Translation, Translator } from '@rondo/seq2seq';

/** How sentences are translated, each of them the same way. */
export interface TranslationSettings {
  readonly decoding: DecodingOptions;
  /** Replaces [unknown] by the source token that it attended to most. */
  readonly replaceUnknown: boolean;
  /** How the outputs begin; '' for no matter how. */
  readonly prefix: string;
  /** Words or phrases in the outputs. */
  readonly mustContain: readonly string[];
  /** Words or phrases not in the outputs. */
  readonly mustNotContain: readonly string[];
}

export interface TranslateTogetherOptions {
  /** Which random numbers each sentence gets. */
  readonly streams: readonly number[];
  readonly attention?: boolean;
  readonly onToken?: TranslateOptions['onToken'];
  readonly signal: AbortSignal;
}

/** What `Translator.translate` is told of the settings for so many sentences. */
export function translateOptions(
  { decoding, replaceUnknown, prefix, mustContain, mustNotContain }: TranslationSettings,
  sentences: number,
): TranslateOptions {
  const each = <T>(value: T): T[] => Array.from({ length: sentences }, () => value);
  return {
    decoding,
    replaceUnknown,
    mustNotContain,
    ...(prefix !== '' && { prefixes: each(prefix) }),
    ...(mustContain.length > 0 && { mustContain: each(mustContain) }),
  };
}

/** Translates sentences side by side, as one batch. */
export function translateTogether(
  translator: Translator,
  sentences: readonly string[],
  settings: TranslationSettings,
  { streams, attention = false, onToken, signal }: TranslateTogetherOptions,
): Promise<Translation[]> {
  const { sampling, ...search } = settings.decoding;
  return translator.translate(sentences, {
    ...translateOptions(settings, sentences.length),
    decoding: { ...search, ...(sampling && { sampling: { ...sampling, streams } }) },
    batchSize: Math.max(1, sentences.length),
    attention,
    onToken,
    signal,
  });
}
