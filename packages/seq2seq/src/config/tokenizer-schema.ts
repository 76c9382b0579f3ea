import { mosesLanguageNames } from '@rondo/data';
import * as v from 'valibot';

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

/** How one side's text is split; `subword` splits words further. Merge lists, vocabularies and models are named by their files. */
export const tokenizerSchema = v.variant('kind', [
  ...wordSplit.options,
  v.strictObject({
    kind: v.literal('subword'),
    merges: path,
    words: v.optional(wordSplit, { kind: 'whitespace' }),
    /** A file with the only pieces that may come out and their counts. */
    vocabulary: v.exactOptional(path),
    /** Pieces of `vocabulary` seen fewer times are left out. */
    vocabularyThreshold: v.exactOptional(count),
    /** Strings that are never split. */
    glossaries: v.exactOptional(v.array(path)),
  }),
  /** `model`: a SentencePiece `.model` file. */
  v.strictObject({ kind: v.literal('sentencepiece'), model: path }),
  /** `json`: a Hugging Face `tokenizer.json`. */
  v.strictObject({ kind: v.literal('huggingface'), json: path }),
]);
