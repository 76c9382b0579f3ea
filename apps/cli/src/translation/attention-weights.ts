import { specialIndex } from '@rondo/data';
import type { Codec, Translation } from '@rondo/seq2seq';
import type { TranslatedLine } from './translate-lines.ts';

/** Where a model looked when it wrote an output. */
export interface AttentionWeights {
  /** The tokens of the sentence, and its end. */
  readonly source: readonly string[];
  /** The tokens of the output, and its end where the model came to it. */
  readonly target: readonly string[];
  /** A row for each token of the target, a column for each of the source, to six decimals; a row sums to 1. */
  readonly weights: readonly (readonly number[])[];
}

/** The weights of the best output, with the tokens that they belong to. */
export function attentionWeights(
  { sourceTokens, tokens, attention = [] }: Translation,
  { source, target }: Codec,
): AttentionWeights {
  return {
    source: [...sourceTokens, source.vocabulary.tokenAt(specialIndex.end)],
    target: [...tokens, target.vocabulary.tokenAt(specialIndex.end)].slice(0, attention.length),
    weights: attention.map((row) => row.map((weight) => Number(weight.toFixed(6)))),
  };
}

/** The weights of a line as JSON, line end included; none for a line that is empty or too long. */
export function formatAttention({ number, translation }: TranslatedLine, codec: Codec): string {
  const none = { source: [], target: [], weights: [] };
  const weights = translation ? attentionWeights(translation, codec) : none;
  return `${JSON.stringify({ line: number, ...weights })}\n`;
}
