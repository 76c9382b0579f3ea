import {
  countTokens,
  specialIndex,
  tokenizer,
  Vocabulary,
  type SentencePair,
  type SideEncoder,
  type Tokenizer,
  type TokenizerConfig,
  type VocabularyOptions,
} from '@rondo/data';

/** How the text of both sides becomes indices, as data that a checkpoint holds. */
export interface CodecConfig {
  readonly tokenizers: { readonly source: TokenizerConfig; readonly target: TokenizerConfig };
  /** What `Vocabulary.toJSON` gives; equal where one vocabulary is shared. */
  readonly vocabularies: { readonly source: unknown; readonly target: unknown };
}

/** Tokenisers and vocabularies of both sides. */
export interface Codec {
  readonly source: SideEncoder;
  readonly target: SideEncoder;
  readonly config: CodecConfig;
}

export interface CodecOptions extends VocabularyOptions {
  /** One vocabulary for both sides. */
  readonly shared?: boolean;
  /** Whose vocabularies keep all they have, and get what is new in the pairs: those of a model that is trained on. */
  readonly extend?: Pick<Codec, 'source' | 'target'> | undefined;
}

/**
 * Makes tokenisers from their configs and vocabularies from the training pairs. Where tokens are drawn at random in training
 * (BPE-dropout) a vocabulary has all that can be drawn: what is never drawn in a run is at most a row too many.
 */
export function buildCodec(
  pairs: readonly SentencePair[],
  tokenizers: CodecConfig['tokenizers'],
  { shared = false, extend, ...options }: CodecOptions = {},
): Codec {
  const source = tokenizer(tokenizers.source);
  const target = tokenizer(tokenizers.target);
  const sourceTokens = possibleTokens(source, pairs, 'source');
  const targetTokens = possibleTokens(target, pairs, 'target');
  const known = { source: extend?.source.vocabulary, target: extend?.target.vocabulary };
  if (shared) {
    const both = countTokens(sourceTokens, targetTokens);
    const vocabulary = vocabularyOf(both, options, known.source, known.target);
    return makeCodec(tokenizers, vocabulary, vocabulary);
  }
  const ofSource = vocabularyOf(countTokens(sourceTokens), options, known.source);
  const ofTarget = vocabularyOf(countTokens(targetTokens), options, known.target);
  return makeCodec(tokenizers, ofSource, ofTarget);
}

/** The tokens counted, after those of the vocabularies that are there already. */
function vocabularyOf(
  counts: ReadonlyMap<string, number>,
  options: VocabularyOptions,
  first?: Vocabulary,
  second?: Vocabulary,
): Vocabulary {
  if (!first) return Vocabulary.fromCounts(counts, options);
  const specials = Object.keys(specialIndex).length;
  const others = second ? countTokens([second.tokens.slice(specials)]) : new Map<string, number>();
  return first.extendedBy(others).extendedBy(counts, options);
}

/** The tokens of one side, text by text, so that they need not all be there at once. */
function* possibleTokens(
  split: Tokenizer,
  pairs: readonly SentencePair[],
  side: keyof SentencePair,
): Generator<string[], void> {
  for (const { [side]: text } of pairs) {
    yield split.possible ? split.possible(text) : split.tokenize(text);
  }
}

/**
 * Makes a codec from what a checkpoint holds.
 * @throws DataError when a part is wrong.
 */
export function restoreCodec({ tokenizers, vocabularies }: CodecConfig): Codec {
  return makeCodec(
    tokenizers,
    Vocabulary.fromJSON(vocabularies.source),
    Vocabulary.fromJSON(vocabularies.target),
  );
}

function makeCodec(
  tokenizers: CodecConfig['tokenizers'],
  source: Vocabulary,
  target: Vocabulary,
): Codec {
  return {
    source: { tokenizer: tokenizer(tokenizers.source), vocabulary: source },
    target: { tokenizer: tokenizer(tokenizers.target), vocabulary: target },
    config: { tokenizers, vocabularies: { source: source.toJSON(), target: target.toJSON() } },
  };
}
