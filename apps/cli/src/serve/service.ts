import { normalizeLine } from '@rondo/data';
import type { OutputToken, Translation, Translator } from '@rondo/seq2seq';
import { randomInt } from 'node:crypto';
import { settingsOf, type DecodingFlags } from '../options/decoding-options.ts';
import { attentionWeights, type AttentionWeights } from '../translation/attention-weights.ts';
import type { BatchSize } from '../translation/plan-batches.ts';
import { translateTogether, type TranslationSettings } from '../translation/settings.ts';
import { Batcher, type Sentence } from './batcher.ts';
import { HttpFault } from './http-fault.ts';
import type { ServeLimits } from './limits.ts';
import type { TranslateRequest } from './request-schema.ts';
import { refuseAttention, refuseWeights } from './require-attention.ts';
import { Statistics } from './statistics.ts';
import { refuseBeam, tellEach, tellOnce } from './told-tokens.ts';

export interface ServiceOptions {
  readonly limits: ServeLimits;
  readonly batch: BatchSize;
  /** Milliseconds that a sentence waits for others to share its batch. */
  readonly window: number;
  /** What holds where a request says nothing. */
  readonly defaults: DecodingFlags;
  /** Whether the model tells which source tokens it looked at. */
  readonly hasAttention: boolean;
}

/** What sentences that share a batch have in common. */
interface BatchSettings extends TranslationSettings {
  readonly attention: boolean;
}

/** Translates for many at a time with one model; knows nothing of HTTP but its faults. */
export class TranslationService {
  readonly limits: ServeLimits;
  readonly statistics = new Statistics();
  readonly #translator: Translator;
  readonly #defaults: DecodingFlags;
  readonly #hasAttention: boolean;
  readonly #batcher: Batcher<BatchSettings, Translation>;
  /** The random numbers of requests that name no seed. */
  readonly #seed = randomInt(2 ** 32);
  #nextStream = 0;

  constructor(translator: Translator, options: ServiceOptions) {
    const { limits, batch, window } = options;
    this.limits = limits;
    this.#translator = translator;
    this.#defaults = options.defaults;
    this.#hasAttention = options.hasAttention;
    this.#batcher = new Batcher(
      (sentences, settings, signal) => this.#work(sentences, settings, signal),
      { batch, window },
    );
  }

  /** Sentences that wait or are worked on. */
  get load(): number {
    return this.#batcher.load;
  }

  /**
   * Translates the sentences of a request, in order; an empty one gives nothing.
   * @throws HttpFault for what it does not take on; the signal's reason.
   */
  async translate(
    { text, texts = [text!], options, attention = false, stream = false }: TranslateRequest,
    signal: AbortSignal,
    onToken?: (token: OutputToken) => void,
  ): Promise<(Translation | undefined)[]> {
    const settings = { ...this.#settings(options, stream), attention };
    if (attention && !this.#hasAttention) refuseWeights();
    const sentences = this.#sentences(texts, options.seed === undefined).map(
      (sentence, n) => sentence && { ...sentence, onToken: onToken && tellOnce(n, onToken) },
    );
    const busy = sentences.filter((sentence) => sentence !== undefined);
    this.#requireRoom(busy.length);
    const results = (await this.#batcher.submit(busy, settings, signal)).values();
    return sentences.map((sentence) => sentence && results.next().value);
  }

  /** The tokens of a translation and the weights between them. */
  weightsOf(translation: Translation): AttentionWeights {
    return attentionWeights(translation, this.#translator.codec);
  }

  /** Translates something, so that the first request finds everything compiled. */
  async warmUp(): Promise<void> {
    const settings = { ...this.#settings({}), attention: false };
    const signal = new AbortController().signal;
    // Past the limits, which are of requests.
    await this.#batcher.submit([{ text: 'a', tokens: 1, stream: 0 }], settings, signal);
  }

  /** Waits until nothing is worked on. */
  idle(): Promise<void> {
    return this.#batcher.idle();
  }

  async #work(
    sentences: readonly Sentence[],
    { attention, ...settings }: BatchSettings,
    signal: AbortSignal,
  ): Promise<Translation[]> {
    const streams = sentences.map(({ stream }) => stream);
    const texts = sentences.map((sentence) => sentence.text);
    const options = { streams, attention, signal, onToken: tellEach(sentences) };
    const translations = await translateTogether(this.#translator, texts, settings, options);
    this.statistics.translated(sentences.length);
    return translations;
  }

  /** What a request asks for, as far as the model can do it. */
  #settings(asked: DecodingFlags, isStreamed = false): TranslationSettings {
    const settings = settingsOf(this.#flags(asked, isStreamed), (key) => key);
    if (isStreamed) refuseBeam(settings);
    if (!this.#hasAttention) refuseAttention(settings);
    return settings;
  }

  /** The options of a request before those of the service, as far as these do not contradict them. */
  #flags(asked: DecodingFlags, isStreamed: boolean): DecodingFlags {
    const {
      beam = 1,
      nBest = 1,
      sample,
      temperature,
      topK,
      topP,
      seed,
      ...common
    } = this.#defaults;
    const draws = asked.sample ?? (sample && asked.beam === undefined && asked.nBest === undefined);
    const flags = { ...common, ...asked };
    if (draws) return { temperature, topK, topP, seed: seed ?? this.#seed, ...flags, sample: true };
    if (isStreamed) return flags;
    return {
      beam: Math.max(beam, asked.nBest ?? 1),
      nBest: Math.min(nBest, asked.beam ?? nBest),
      ...flags,
    };
  }

  #sentences(texts: readonly string[], isUnseeded: boolean): (Sentence | undefined)[] {
    const { sentenceTokens, sentenceCharacters } = this.limits;
    return texts.map((text, n) => {
      const line = normalizeLine(text);
      if (line === '') return undefined;
      if (line.length > sentenceCharacters) {
        throw new HttpFault(
          413,
          'sentence_too_long',
          `sentence ${n} (from 0) has ${line.length} characters, more than ${sentenceCharacters}; cut it into shorter ones`,
        );
      }
      const tokens = this.#translator.codec.source.tokenizer.tokenize(line).length;
      if (tokens > sentenceTokens) {
        throw new HttpFault(
          413,
          'sentence_too_long',
          `sentence ${n} (from 0) has ${tokens} tokens, more than ${sentenceTokens}; cut it into shorter ones`,
        );
      }
      return { text: line, tokens: tokens + 1, stream: isUnseeded ? this.#stream() : n };
    });
  }

  #stream(): number {
    this.#nextStream = (this.#nextStream + 1) % 2 ** 24;
    return this.#nextStream;
  }

  #requireRoom(count: number): void {
    if (this.load === 0 || this.load + count <= this.limits.queue) return;
    throw new HttpFault(503, 'busy', `${this.load} sentences wait already; try again later`, {
      'Retry-After': '1',
    });
  }
}
