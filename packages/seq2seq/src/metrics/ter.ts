import { corpusScore, type Metric, type MetricScore, type References } from './metric.ts';
import { terWords, type TerTokenizerOptions } from './ter-tokenizer.ts';
import { translationEdits } from './translation-edits.ts';

export interface TerOptions extends TerTokenizerOptions {}

export interface TerDetails {
  /** TER in percent: 0 is perfect, more than 100 is possible. */
  readonly score: number;
  /** Insertions, deletions, substitutions and shifts, to the nearest of the references. */
  readonly edits: number;
  /** Words of the references; of several references their mean. */
  readonly referenceLength: number;
}

export interface TerScore extends TerDetails, MetricScore {
  readonly score: number;
}

/**
 * Translation edit rate of a corpus (Snover et al. 2006), equal to sacreBLEU (Post 2018), which follows Tercom:
 *
 *     TER = edits / words of the references
 *
 * An edit inserts, deletes or replaces a word, or shifts a block of words. Of several references the nearest counts, and the mean of
 * their lengths. `references[i]` is one reference of `hypotheses[i]` or a list of them. Without a word in the references TER is 100 if
 * the hypotheses have words, else 0. Throws RangeError for lists that do not fit.
 */
export function corpusTer(
  hypotheses: readonly string[],
  references: readonly References[],
  options: TerOptions = {},
): TerScore {
  return corpusScore(ter(options), hypotheses, references);
}

/** TER of one sentence; see `corpusTer`. */
export function sentenceTer(
  hypothesis: string,
  references: References,
  options: TerOptions = {},
): TerScore {
  return corpusTer([hypothesis], [references], options);
}

/** TER for `corpusScore`, `bootstrap` and `pairedBootstrap`; see `corpusTer`. */
export function ter(options: TerOptions = {}): Metric<TerDetails> {
  const { normalized, noPunct = false, asianSupport, caseSensitive } = options;
  const words = (segment: string): string[] => terWords(segment, options);
  return {
    name: 'TER',
    lowerIsBetter: true,
    settings: [
      `case:${caseSensitive ? 'mixed' : 'lc'}`,
      'tok:tercom',
      `norm:${yesNo(normalized)}`,
      `punct:${yesNo(!noPunct)}`,
      `asian:${yesNo(asianSupport)}`,
    ].join('|'),
    statistics(hypothesis, references) {
      const output = words(hypothesis);
      // sacreBLEU splits references twice, which with `normalized` finds another 's in "dog's."; equal digits need it.
      const wanted = references.map((reference) => words(words(reference).join(' ')));
      const edits = Math.min(...wanted.map((reference) => translationEdits(output, reference)));
      const length = wanted.reduce((sum, reference) => sum + reference.length, 0);
      return [edits, length / wanted.length];
    },
    evaluate(sums) {
      const [edits, referenceLength] = [sums[0]!, sums[1]!];
      const rate = referenceLength > 0 ? edits / referenceLength : edits > 0 ? 1 : 0;
      return { score: 100 * rate, edits, referenceLength };
    },
  };
}

const yesNo = (value = false): string => (value ? 'yes' : 'no');
