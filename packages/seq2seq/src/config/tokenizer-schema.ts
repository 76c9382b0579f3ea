import { mosesLanguageNames } from '@rondo/data';
import * as v from 'valibot';
import { consistent } from './consistent.ts';
import { subwordContradictions, tokenizersContradictions } from './tokenizer-contradictions.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const path = v.pipe(v.string(), v.minLength(1));
const flag = v.optional(v.boolean(), false);

const wordSplit = v.variant('kind', [
  v.strictObject({ kind: v.literal('whitespace') }),
  v.strictObject({ kind: v.literal('words'), lowerCase: flag }),
  v.strictObject({
    kind: v.literal('moses'),
    /** Whose abbreviations and apostrophes to follow. */
    language: v.optional(v.picklist(mosesLanguageNames), 'en'),
    lowerCase: flag,
    splitHyphens: flag,
    escape: flag,
    normalizePunctuation: flag,
  }),
  v.strictObject({ kind: v.literal('characters'), lowerCase: flag }),
  v.strictObject({
    kind: v.literal('chinese'),
    unit: v.optional(v.picklist(['words', 'characters']), 'words'),
  }),
]);

/** Byte pair encoding, with merges of a file or learned from the training data. */
const subword = v.strictObject({
  kind: v.literal('subword'),
  /** A file with the merges. */
  merges: v.exactOptional(path),
  words: v.optional(wordSplit, { kind: 'whitespace' }),
  /** A file with the only pieces that may come out and their counts. */
  vocabulary: v.exactOptional(path),
  /** Pieces of `vocabulary` seen fewer times are left out. */
  vocabularyThreshold: v.exactOptional(count),
  /** Strings that are never split. */
  glossaries: v.exactOptional(v.array(path)),
  /** How many merges to learn from the training data as the run begins, instead of `merges`. */
  learn: v.exactOptional(count),
  /** The probability with which a merge is left out in training, each epoch anew: BPE-dropout (Provilkov et al. 2020), there 0.1. */
  dropout: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.ltValue(1))),
});

export type SubwordOptions = v.InferOutput<typeof subword>;

/** How one side's text is split; `subword` splits words further. Merge lists, vocabularies and models are named by their files. */
const tokenizerSchema = v.variant('kind', [
  ...wordSplit.options,
  v.pipe(subword, consistent(subwordContradictions)),
  /** `model`: a SentencePiece `.model` file. */
  v.strictObject({ kind: v.literal('sentencepiece'), model: path }),
  /** `json`: a Hugging Face `tokenizer.json`. */
  v.strictObject({ kind: v.literal('huggingface'), json: path }),
]);

const tokenizers = v.strictObject({
  source: tokenizerSchema,
  target: tokenizerSchema,
  /** One list of merges, learned from source and target together. */
  joint: v.exactOptional(v.boolean()),
});

export type TokenizersOptions = v.InferOutput<typeof tokenizers>;

/** How the text of both sides is split. */
export const tokenizersSchema = v.pipe(tokenizers, consistent(tokenizersContradictions));
