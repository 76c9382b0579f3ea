import { DataError, padSequences, specialIndex } from '@rondo/data';
import { RondoError } from '@rondo/tensor';
import { decode, type DecodingOptions } from '../decoding/decode.ts';
import type { RunOptions } from '../decoding/decoding-run.ts';
import type { Hypothesis } from '../decoding/hypothesis.ts';
import { inBatches, type InBatchesOptions } from '../decoding/in-batches.ts';
import type { IncrementalDecoder } from '../decoding/incremental-decoder.ts';
import { requireOneEach } from '../decoding/prefixes.ts';
import { replaceUnknown } from '../decoding/replace-unknown.ts';
import { scorePairs, type ScoredPair } from '../decoding/score-pairs.ts';
import { streamTokens } from '../decoding/stream-tokens.ts';
import type { OnEventOptions } from '../decoding/token-events.ts';
import type { Codec } from './codec.ts';
import { GrowingOutput, type OutputToken } from './growing-output.ts';

/** One output for a sentence. */
export interface Output {
  readonly text: string;
  readonly tokens: readonly string[];
  /** Whether the model ended the sentence itself, before the length limit. */
  readonly finished: boolean;
  /** What outputs are ranked by: see `Hypothesis`. */
  readonly score: number;
  /** ln P of each token and of [end]. */
  readonly logProbabilities: readonly number[];
  /** For each output token and [end] the weights over the source tokens and their [end]. */
  readonly attention: readonly (readonly number[])[] | undefined;
}

/** A translated sentence. */
export interface Translation extends Output {
  readonly source: string;
  readonly sourceTokens: readonly string[];
  /** The next best outputs, the best first, with `nBest`. */
  readonly alternatives: readonly Output[];
}

export interface TranslateOptions extends RunOptions, InBatchesOptions {
  /** How outputs are found: greedy search unless told otherwise. */
  readonly decoding?: DecodingOptions;
  /** Longest output in tokens; the same as `decoding.maxLength`. */
  readonly maxLength?: number;
  /** How the output of each sentence begins, as text; '' for no matter how. */
  readonly prefixes?: readonly string[];
  /** Words or phrases that the output of each sentence contains. */
  readonly mustContain?: readonly (readonly string[])[];
  /** Words or phrases that no output contains. */
  readonly mustNotContain?: readonly string[];
  /** Replaces [unknown] by the source token that it attended to most. Default false. */
  readonly replaceUnknown?: boolean;
  /** Told each token as soon as it is chosen, by greedy search or sampling; before `replaceUnknown`. Beam search is refused. */
  readonly onToken?: ((token: OutputToken) => void) | undefined;
}

/** A model, or an ensemble, with the tokenisers and vocabularies that it was trained with: text in, text out. */
export class Translator {
  readonly model: IncrementalDecoder;
  readonly codec: Codec;

  constructor(model: IncrementalDecoder, codec: Codec) {
    this.model = model;
    this.codec = codec;
  }

  /**
   * Translates sentences. They are decoded in batches of similar length and returned in their own order; no text depends on what a sentence was decoded
   * beside, though scores may, in their last digits.
   * @throws RangeFault for options out of range; DataError for words that the vocabulary does not have; the signal's reason.
   */
  async translate(
    sentences: readonly string[],
    options: TranslateOptions = {},
  ): Promise<Translation[]> {
    const { prefixes, mustContain } = options;
    if (prefixes) requireOneEach('translate', 'prefixes', prefixes, sentences.length);
    if (mustContain) requireOneEach('translate', 'mustContain', mustContain, sentences.length);
    const tokens = sentences.map((sentence) => this.codec.source.tokenizer.tokenize(sentence));
    const starts = prefixes?.map((prefix) => this.#targetIds(prefix, 'prefixes'));
    const phrases = mustContain?.map((words) =>
      words.map((word) => this.#targetIds(word, 'mustContain')),
    );
    const general = this.#decoding(options);
    const lengths = tokens.map(({ length }) => length);
    return inBatches('translate', lengths, options, async (places) => {
      const of = <T>(list: readonly T[]): T[] => places.map((place) => list[place]!);
      const sampling = general.sampling && {
        ...general.sampling,
        streams: general.sampling.streams ? of(general.sampling.streams) : places,
      };
      const decoded = await decode(this.model, this.#padded(of(tokens)), {
        ...general,
        ...(sampling && { sampling }),
        ...(starts && { prefixes: of(starts) }),
        ...(phrases && { mustContain: of(phrases) }),
        attention: options.attention === true || options.replaceUnknown === true,
        signal: options.signal,
        onEvent: this.#telling(options.onToken, places),
      });
      return places.map((place, n) =>
        this.#translation(sentences[place]!, tokens[place]!, decoded[n]!, options),
      );
    });
  }

  /**
   * Tells the text of one translation so far after each token, as it grows: by greedy search, or drawn with `decoding.sampling`. Leaving the loop early ends the
   * work.
   */
  async *stream(
    sentence: string,
    options: Pick<TranslateOptions, 'decoding' | 'maxLength' | 'mustNotContain' | 'signal'> = {},
  ): AsyncGenerator<{ readonly token: string; readonly text: string }> {
    const source = this.#padded([this.codec.source.tokenizer.tokenize(sentence)]);
    const run = { ...this.#decoding(options), signal: options.signal };
    const output = new GrowingOutput(this.codec.target, 0);
    for await (const event of streamTokens(this.model, source, run)) {
      if (event.kind !== 'token') continue;
      const { token, text } = output.add(event.id);
      yield { token, text };
    }
  }

  /** The log-probabilities of given translations, in the order of the pairs. */
  async score(
    pairs: readonly { readonly source: string; readonly target: string }[],
    options: RunOptions & InBatchesOptions = {},
  ): Promise<(ScoredPair & { readonly tokens: readonly string[] })[]> {
    const { source, target } = this.codec;
    const sources = pairs.map((pair) => source.tokenizer.tokenize(pair.source));
    const targets = pairs.map((pair) => target.tokenizer.tokenize(pair.target));
    const lengths = targets.map(({ length }, n) => length + sources[n]!.length);
    return inBatches('score', lengths, options, async (places) => {
      const ids = places.map((place) => target.vocabulary.encode(targets[place]!));
      const scored = await scorePairs(
        this.model,
        this.#padded(places.map((place) => sources[place]!)),
        padSequences(ids, { end: true }),
        options,
      );
      return scored.map((one, n) => ({ ...one, tokens: targets[places[n]!]! }));
    });
  }

  /** Tells of tokens in the places of their sentences. */
  #telling(
    onToken: TranslateOptions['onToken'],
    places: readonly number[],
  ): OnEventOptions['onEvent'] {
    if (!onToken) return undefined;
    const outputs = places.map((place) => new GrowingOutput(this.codec.target, place));
    return (event) => {
      if (event.kind === 'token') onToken(outputs[event.sentence]!.add(event.id));
    };
  }

  #decoding({
    decoding = {},
    maxLength,
    mustNotContain,
  }: Pick<TranslateOptions, 'decoding' | 'maxLength' | 'mustNotContain'>): DecodingOptions {
    const words = mustNotContain?.map((word) => this.#targetIds(word, 'mustNotContain'));
    return {
      ...decoding,
      ...(maxLength !== undefined && { maxLength }),
      ...(words && { mustNotContain: [...(decoding.mustNotContain ?? []), ...words] }),
    };
  }

  #padded(tokens: readonly (readonly string[])[]): ReturnType<typeof padSequences> {
    const { vocabulary } = this.codec.source;
    return padSequences(
      tokens.map((sentence) => vocabulary.encode(sentence)),
      { end: true },
    );
  }

  /** The tokens of words that an output must or must not have. */
  #targetIds(text: string, option: string): number[] {
    const { tokenizer, vocabulary } = this.codec.target;
    const tokens = tokenizer.tokenize(text);
    const ids = [...vocabulary.encode(tokens)];
    const unknown = ids.indexOf(specialIndex.unknown);
    if (unknown < 0) return ids;
    throw new DataError(
      `translate: ${option} has ${JSON.stringify(text)}, and the target vocabulary has no ${JSON.stringify(tokens[unknown])}; choose other words`,
      { option, text, token: tokens[unknown] },
    );
  }

  #translation(
    source: string,
    sourceTokens: readonly string[],
    hypotheses: readonly Hypothesis[],
    options: TranslateOptions,
  ): Translation {
    const [best, ...alternatives] = hypotheses.map((hypothesis) =>
      this.#output(hypothesis, sourceTokens, options),
    );
    return { source, sourceTokens, ...best!, alternatives };
  }

  #output(
    { ids, attention, finished, score, logProbabilities }: Hypothesis,
    sourceTokens: readonly string[],
    options: TranslateOptions,
  ): Output {
    const known = ids.map((id) => this.codec.target.vocabulary.tokenAt(id));
    if (options.replaceUnknown && !attention && ids.includes(specialIndex.unknown)) {
      throw new RondoError(
        'translate: replaceUnknown copies the source token with most attention, and this model has no attention; leave it out',
      );
    }
    const tokens = options.replaceUnknown
      ? replaceUnknown({ ids, attention }, known, sourceTokens)
      : known;
    return {
      text: this.codec.target.tokenizer.detokenize(tokens),
      tokens,
      finished,
      score,
      logProbabilities,
      attention: options.attention ? attention : undefined,
    };
  }
}
