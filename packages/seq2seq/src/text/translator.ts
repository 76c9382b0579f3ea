import { padSequences } from '@rondo/data';
import { RangeFault } from '@rondo/tensor';
import { greedyDecode, type GreedyOptions } from '../decoding/greedy.ts';
import type { Seq2Seq } from '../model/seq2seq.ts';
import type { Codec } from './codec.ts';

/** A translated sentence. */
export interface Translation {
  readonly source: string;
  readonly text: string;
  readonly sourceTokens: readonly string[];
  readonly tokens: readonly string[];
  /** Whether the model ended the sentence itself, before the length limit. */
  readonly finished: boolean;
  /** For each output token and [end] the weights over the source tokens and their [end]. */
  readonly attention: readonly (readonly number[])[] | undefined;
}

export interface TranslateOptions extends GreedyOptions {
  /** Sentences decoded side by side. */
  readonly batchSize?: number;
  /** Told after each batch how many sentences are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A model with the tokenisers and vocabularies that it was trained with: text in, text out. */
export class Translator {
  readonly model: Seq2Seq;
  readonly codec: Codec;

  constructor(model: Seq2Seq, codec: Codec) {
    this.model = model;
    this.codec = codec;
  }

  /** Translates sentences. They are decoded in batches of similar length and returned in their own order. */
  async translate(
    sentences: readonly string[],
    { batchSize = 64, onProgress, ...options }: TranslateOptions = {},
  ): Promise<Translation[]> {
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw new RangeFault(
        `translate: batchSize must be a whole number of 1 or more, received ${batchSize}`,
        { batchSize },
      );
    }
    const { source } = this.codec;
    const tokens = sentences.map((sentence) => source.tokenizer.tokenize(sentence));
    const order = [...sentences.keys()].toSorted((a, b) => tokens[a]!.length - tokens[b]!.length);
    const translations: Translation[] = Array.from({ length: sentences.length });
    for (let start = 0; start < order.length; start += batchSize) {
      const members = order.slice(start, start + batchSize);
      const ids = members.map((index) => source.vocabulary.encode(tokens[index]!));
      const decoded = await greedyDecode(this.model, padSequences(ids, { end: true }), options);
      for (const [n, index] of members.entries()) {
        const { ids: output, finished, attention } = decoded[n]!;
        const words = output.map((id) => this.codec.target.vocabulary.tokenAt(id));
        translations[index] = {
          source: sentences[index]!,
          text: this.codec.target.tokenizer.detokenize(words),
          sourceTokens: tokens[index]!,
          tokens: words,
          finished,
          attention,
        };
      }
      onProgress?.(Math.min(start + batchSize, order.length), order.length);
    }
    return translations;
  }
}
