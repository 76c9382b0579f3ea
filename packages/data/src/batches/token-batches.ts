import type { EncodedPair } from '../corpus/encode-pairs.ts';
import { DataError, requireInteger } from '../errors.ts';
import { Random } from '../random/random.ts';
import { padSequences, type PaddedSequences } from './pad-sequences.ts';
import { planBatches, type PairLengths } from './plan.ts';

export interface TokenBatchesOptions {
  /** The budget of a batch: its number of pairs × its longest side, [end] included. */
  readonly maxTokens: number;
  /** The longest that a side of a pair may be, [end] included, as where a model has so many positions. Default: no limit but `maxTokens`. */
  readonly maxLength?: number;
  /** The largest number of pairs in a batch. Default: no limit. */
  readonly maxSentences?: number;
  /** Shuffle, anew in each epoch; false gives the batches in order of length. Default true. */
  readonly shuffle?: boolean;
  /** The seed of the shuffling. Default 1. */
  readonly seed?: number;
  /** Pairs are sorted and put in batches within windows of so many; less padding when large. Default: all pairs. */
  readonly sortWithin?: number;
  /** What to do with a pair longer than `maxTokens` or `maxLength`. Default 'error'. */
  readonly tooLong?: 'error' | 'drop';
}

/** Where a run stands in its data: `position` batches of epoch `epoch` have been handed out. */
export interface BatchState {
  readonly seed: number;
  readonly epoch: number;
  readonly position: number;
}

/** N pairs, padded. */
export interface Batch {
  /** The number of each pair in the list given to `tokenBatches`. */
  readonly indices: Int32Array;
  /** w₁ … wₙ [end] */
  readonly source: PaddedSequences;
  /** What the decoder reads: [begin] w₁ … wₙ */
  readonly targetInput: PaddedSequences;
  /** What it must say: w₁ … wₙ [end]; the same shape and lengths as `targetInput`. */
  readonly targetOutput: PaddedSequences;
  /** Indices that are not [pad], of the source and of the target output. */
  readonly tokens: { readonly source: number; readonly target: number };
}

/** The pairs of every epoch, or a function that makes those of an epoch, the same whenever it is asked (BPE-dropout). */
export type PairsOfEpochs = readonly EncodedPair[] | ((epoch: number) => readonly EncodedPair[]);

/**
 * Batches of pairs of similar length under a budget of tokens, in an order that the seed and the epoch decide.
 *
 * @example tokenBatches(encodeEpochs(train, sides, { seed }), { maxTokens: 2048, seed })
 */
export function tokenBatches(pairs: PairsOfEpochs, options: TokenBatchesOptions): TokenBatches {
  return new TokenBatches(pairs, options);
}

/** The pairs of an epoch: their lengths, and the numbers of those that go into batches. */
interface EpochPairs {
  readonly epoch: number;
  readonly pairs: readonly EncodedPair[];
  readonly lengths: PairLengths;
  readonly members: Int32Array;
}

interface Plan {
  readonly seed: number;
  readonly epoch: number;
  readonly batches: readonly Int32Array[];
}

export class TokenBatches {
  readonly #pairs: PairsOfEpochs;
  readonly #tooLong: 'error' | 'drop';
  readonly #shuffle: boolean;
  readonly #options: { maxTokens: number; maxSentences: number; sortWithin: number };
  readonly #maxLength: number;
  #seed: number;
  #epoch = 0;
  #position = 0;
  #epochPairs: EpochPairs | undefined;
  #plan: Plan | undefined;

  constructor(
    pairs: PairsOfEpochs,
    {
      maxTokens,
      maxLength = Infinity,
      maxSentences = Infinity,
      shuffle = true,
      seed = 1,
      sortWithin = Infinity,
      tooLong = 'error',
    }: TokenBatchesOptions,
  ) {
    requireInteger('maxTokens', maxTokens, 1);
    if (maxLength !== Infinity) requireInteger('maxLength', maxLength, 1);
    if (maxSentences !== Infinity) requireInteger('maxSentences', maxSentences, 1);
    if (sortWithin !== Infinity) requireInteger('sortWithin', sortWithin, 1);
    requireInteger('seed', seed, 0);
    this.#pairs = pairs;
    this.#tooLong = tooLong;
    this.#options = { maxTokens, maxSentences, sortWithin };
    this.#maxLength = maxLength;
    this.#shuffle = shuffle;
    this.#seed = seed;
    this.#epochPairs = this.#load(0);
  }

  /** Pairs of the current epoch left out because they are longer than `maxTokens` or `maxLength`. */
  get dropped(): number {
    const { pairs, members } = this.#pairsOf(this.#epoch);
    return pairs.length - members.length;
  }

  /** Enough to go on from here in another process: store it in a checkpoint, give it to `restore`. */
  get state(): BatchState {
    return { seed: this.#seed, epoch: this.#epoch, position: this.#position };
  }

  /** The number of batches in the current epoch. */
  get length(): number {
    return this.#batches().length;
  }

  /** Goes to a state of the same pairs and options. */
  restore({ seed, epoch, position }: BatchState): void {
    requireInteger('seed', seed, 0);
    requireInteger('epoch', epoch, 0);
    requireInteger('position', position, 0);
    const { length } = this.#batches(seed, epoch);
    if (position > length) {
      throw new DataError(
        `TokenBatches: cannot go to batch ${position} of epoch ${epoch}, which has ${length}; resume with the same data and maxTokens`,
        { epoch, position, batches: length },
      );
    }
    [this.#seed, this.#epoch, this.#position] = [seed, epoch, position];
  }

  /** The batches of the current epoch that are still to come; at the end the next epoch becomes the current one. */
  *epoch(): Generator<Batch, void> {
    const batches = this.#batches();
    while (this.#position < batches.length) {
      const indices = batches[this.#position]!;
      this.#position += 1;
      yield this.#batch(indices);
    }
    this.#epoch += 1;
    this.#position = 0;
  }

  #batches(seed = this.#seed, epoch = this.#epoch): readonly Int32Array[] {
    if (this.#plan?.seed !== seed || this.#plan.epoch !== epoch) {
      const random = this.#shuffle ? new Random(seed, epoch) : undefined;
      const { members, lengths } = this.#pairsOf(epoch);
      const batches = planBatches(members, lengths, this.#options, random);
      this.#plan = { seed, epoch, batches };
    }
    return this.#plan.batches;
  }

  #pairsOf(epoch: number): EpochPairs {
    const isOther = typeof this.#pairs === 'function' && this.#epochPairs?.epoch !== epoch;
    // Let go of before the next ones are made.
    if (isOther) this.#epochPairs = undefined;
    return (this.#epochPairs ??= this.#load(epoch));
  }

  #load(epoch: number): EpochPairs {
    const pairs = typeof this.#pairs === 'function' ? this.#pairs(epoch) : this.#pairs;
    const lengths = {
      source: Int32Array.from(pairs, ({ source }) => source.length + 1),
      target: Int32Array.from(pairs, ({ target }) => target.length + 1),
    };
    const members = membersWithin(
      lengths,
      { maxTokens: this.#options.maxTokens, maxLength: this.#maxLength },
      this.#tooLong,
    );
    return { epoch, pairs, lengths, members };
  }

  #batch(indices: Int32Array): Batch {
    const all = this.#pairsOf(this.#epoch).pairs;
    const pairs = Array.from(indices, (index) => all[index]!);
    const targets = pairs.map(({ target }) => target);
    const source = padSequences(
      pairs.map((pair) => pair.source),
      { end: true },
    );
    const targetOutput = padSequences(targets, { end: true });
    return {
      indices,
      source,
      targetInput: padSequences(targets, { begin: true }),
      targetOutput,
      tokens: { source: sum(source.lengths), target: sum(targetOutput.lengths) },
    };
  }
}

const sum = (values: Int32Array): number => values.reduce((a, b) => a + b, 0);

/** The numbers of the pairs that fit a batch alone. */
function membersWithin(
  { source, target }: PairLengths,
  limits: { readonly maxTokens: number; readonly maxLength: number },
  tooLong: 'error' | 'drop',
): Int32Array {
  const [name, most] =
    limits.maxLength < limits.maxTokens
      ? (['maxLength', limits.maxLength] as const)
      : (['maxTokens', limits.maxTokens] as const);
  const fits = (pair: number): boolean => Math.max(source[pair]!, target[pair]!) <= most;
  const all = Int32Array.from(source.keys());
  const members = all.filter(fits);
  const long = all.find((pair) => !fits(pair));
  if (long !== undefined && tooLong === 'error') {
    throw new DataError(
      `tokenBatches: pair ${long} has ${source[long]} source and ${target[long]} target tokens with [end], ${name} is ${most}; raise ${name} or set tooLong: 'drop' (${all.length - members.length} pairs are too long)`,
      { pair: long, source: source[long], target: target[long], [name]: most },
    );
  }
  if (members.length === 0) {
    throw new DataError(`tokenBatches: no pair to make batches of (${all.length} given)`, {
      pairs: all.length,
    });
  }
  return members;
}
