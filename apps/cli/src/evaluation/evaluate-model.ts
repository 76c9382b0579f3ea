import { encodePairs, tokenBatches, type SentencePair } from '@rondo/data';
import {
  corpusBleu,
  Translator,
  validate,
  type BleuScore,
  type ModelCheckpoint,
  type Translation,
} from '@rondo/seq2seq';
import { hasSubwords, joinSubwords } from './join-subwords.ts';
import { lowercases, textMatcher } from './text-matcher.ts';

export interface EvaluateOptions {
  /** Default: none where the references are split into pieces, else 13a. */
  readonly tokenize?: '13a' | 'none' | undefined;
  /** Compare in lower case; default: where the model's own target tokeniser lower-cases. */
  readonly lowercase?: boolean | undefined;
  /** Join pieces that end in `@@` before comparing; default: where the references have some. */
  readonly joinSubwords?: boolean | undefined;
  readonly onProgress?: (done: number, total: number) => void;
}

/** How well a model translates. */
export interface Evaluation {
  readonly sentences: number;
  /** Per target token, teacher-forced, in nats. */
  readonly loss: number;
  readonly perplexity: number;
  readonly bleu: BleuScore;
  /** Share of outputs that are the same tokens as their reference. */
  readonly exactMatch: number;
  /** Which outputs are. */
  readonly matches: readonly boolean[];
  readonly lowercase: boolean;
  /** Of decoding alone. */
  readonly seconds: number;
  readonly translations: readonly Translation[];
  /** What was compared. */
  readonly outputs: readonly string[];
}

/** Loss, BLEU and exact matches of a model on sentence pairs. */
export async function evaluateModel(
  { model, codec, config }: Pick<ModelCheckpoint, 'model' | 'codec' | 'config'>,
  pairs: readonly SentencePair[],
  {
    joinSubwords: joins = pairs.some(({ target }) => hasSubwords(target)),
    tokenize = joins ? 'none' : '13a',
    lowercase = lowercases(codec.config.tokenizers.target),
    onProgress,
  }: EvaluateOptions = {},
): Promise<Evaluation> {
  const { maxTokens } = config.training;
  const encoded = encodePairs(pairs, codec);
  const longest = Math.max(
    ...encoded.flatMap(({ source, target }) => [source.length, target.length]),
  );
  const batches = tokenBatches(encoded, {
    maxTokens: Math.max(maxTokens, longest + 1),
    shuffle: false,
  });
  const { loss, perplexity } = await validate(model, batches);
  const start = performance.now();
  const translator = new Translator(model, codec);
  const translations = await translator.translate(
    pairs.map(({ source }) => source),
    onProgress ? { onProgress } : {},
  );
  const seconds = (performance.now() - start) / 1000;
  const joined = (text: string): string => (joins ? joinSubwords(text) : text);
  const outputs = translations.map(({ text }) => joined(text));
  const references = pairs.map(({ target }) => joined(target));
  const isSame = textMatcher(codec.config.tokenizers.target, { lowercase });
  const matches = outputs.map((output, i) => isSame(output, references[i]!));
  return {
    sentences: pairs.length,
    loss,
    perplexity,
    bleu: corpusBleu(outputs, references, { tokenize, lowercase }),
    exactMatch: matches.filter(Boolean).length / pairs.length,
    matches,
    lowercase,
    seconds,
    translations,
    outputs,
  };
}
