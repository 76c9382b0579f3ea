import { countUnknown, type UnknownReport } from './unknown-report.ts';
import type { SideEncoder } from './encode-pairs.ts';
import { lengthReport, type LengthReport } from './length-report.ts';
import { keyOf, pairKeyOf } from './pair-keys.ts';
import type { SentencePair } from './sentence-pair.ts';

/** The parts of a data set. */
export interface DataSplits {
  readonly train: readonly SentencePair[];
  readonly validation?: readonly SentencePair[] | undefined;
  readonly test?: readonly SentencePair[] | undefined;
}

export type SplitName = keyof DataSplits;

export interface DataReportOptions {
  /** How each side is split and numbered. Default: tokens between blanks, and no unknown rates. */
  readonly source?: SideEncoder;
  readonly target?: SideEncoder;
  /** How many examples to give of each finding. Default 3. */
  readonly examples?: number;
}

/** What a person should know of data before training on it. */
export interface DataReport {
  readonly splits: Readonly<Partial<Record<SplitName, SplitReport>>>;
  /** What validation and test share with what they must not. */
  readonly leaks: readonly LeakReport[];
}

export interface SplitReport {
  readonly pairs: number;
  /** Pairs that stand there before, sentences of a side that do; case and blanks do not count. */
  readonly duplicates: {
    readonly pairs: number;
    readonly source: number;
    readonly target: number;
    readonly examples: readonly SentencePair[];
  };
  /** Pairs whose sides are equal: not translated, probably. */
  readonly untranslated: { readonly pairs: number; readonly examples: readonly SentencePair[] };
  /** Pairs with a side more than three times, and ten tokens, as long as the other: not aligned, perhaps. */
  readonly lopsided: { readonly pairs: number; readonly examples: readonly SentencePair[] };
  readonly lengths: { readonly source: LengthReport; readonly target: LengthReport };
  readonly unknown: {
    readonly source?: UnknownReport;
    readonly target?: UnknownReport;
  };
}

/** How many pairs of `of` are found in `inside`, whole or by one side; case and blanks do not count. */
export interface LeakReport {
  readonly of: SplitName;
  readonly inside: SplitName;
  readonly pairs: number;
  readonly source: number;
  readonly target: number;
  readonly examples: readonly SentencePair[];
}

/** Looks for duplicates, leaks between the parts, unusual lengths and unknown tokens. */
export function dataReport(splits: DataSplits, options: DataReportOptions = {}): DataReport {
  const { examples = 3 } = options;
  const keys = new Map<SplitName, SplitKeys>();
  const reports: Partial<Record<SplitName, SplitReport>> = {};
  for (const name of ['train', 'validation', 'test'] as const) {
    const pairs = splits[name];
    if (!pairs) continue;
    keys.set(name, new SplitKeys());
    reports[name] = splitReport(pairs, keys.get(name)!, options, examples);
  }
  const leaks: LeakReport[] = [];
  for (const [inside, of] of [
    ['train', 'validation'],
    ['train', 'test'],
    ['validation', 'test'],
  ] as const) {
    const [pairs, known] = [splits[of], keys.get(inside)];
    if (pairs && known) leaks.push({ of, inside, ...known.shared(pairs, examples) });
  }
  return { splits: reports, leaks };
}

/** The sentences and pairs of a part. */
class SplitKeys {
  readonly #sources = new Set<string>();
  readonly #targets = new Set<string>();
  readonly #pairs = new Set<string>();

  /** Adds a pair; which of it was there before. */
  add(pair: SentencePair): Record<'pair' | 'source' | 'target', boolean> {
    const [source, target] = [keyOf(pair.source), keyOf(pair.target)];
    const before = this.#find(source, target);
    this.#sources.add(source);
    this.#targets.add(target);
    this.#pairs.add(pairKeyOf(source, target));
    return before;
  }

  shared(pairs: readonly SentencePair[], examples: number) {
    const found = { pairs: 0, source: 0, target: 0 };
    const shown: SentencePair[] = [];
    for (const pair of pairs) {
      const known = this.#find(keyOf(pair.source), keyOf(pair.target));
      if (known.pair) found.pairs += 1;
      if (known.source) found.source += 1;
      if (known.target) found.target += 1;
      if (known.pair && shown.length < examples) shown.push(pair);
    }
    return { ...found, examples: shown };
  }

  #find(source: string, target: string) {
    return {
      pair: this.#pairs.has(pairKeyOf(source, target)),
      source: this.#sources.has(source),
      target: this.#targets.has(target),
    };
  }
}

function splitReport(
  pairs: readonly SentencePair[],
  keys: SplitKeys,
  { source, target }: DataReportOptions,
  examples: number,
): SplitReport {
  const duplicates = { pairs: 0, source: 0, target: 0, examples: [] as SentencePair[] };
  const untranslated = { pairs: 0, examples: [] as SentencePair[] };
  const lopsided = { pairs: 0, examples: [] as SentencePair[] };
  const note = (found: { pairs: number; examples: SentencePair[] }, pair: SentencePair): void => {
    found.pairs += 1;
    if (found.examples.length < examples) found.examples.push(pair);
  };
  const tokens = {
    source: pairs.map((pair) => split(pair.source, source)),
    target: pairs.map((pair) => split(pair.target, target)),
  };
  for (const [i, pair] of pairs.entries()) {
    const before = keys.add(pair);
    if (before.pair) note(duplicates, pair);
    if (before.source) duplicates.source += 1;
    if (before.target) duplicates.target += 1;
    if (keyOf(pair.source) === keyOf(pair.target)) note(untranslated, pair);
    const [s, t] = [tokens.source[i]!.length, tokens.target[i]!.length];
    const [short, long] = [Math.min(s, t), Math.max(s, t)];
    if (long > 3 * short && long > short + 10) note(lopsided, pair);
  }
  return {
    pairs: pairs.length,
    duplicates,
    untranslated,
    lopsided,
    lengths: {
      source: lengthReport(tokens.source.map(({ length }) => length)),
      target: lengthReport(tokens.target.map(({ length }) => length)),
    },
    unknown: {
      ...(source && { source: countUnknown(tokens.source, source.vocabulary) }),
      ...(target && { target: countUnknown(tokens.target, target.vocabulary) }),
    },
  };
}

function split(text: string, side: SideEncoder | undefined): readonly string[] {
  return side ? side.tokenizer.tokenize(text) : (text.match(/\S+/gu) ?? []);
}
