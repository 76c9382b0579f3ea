import {
  collectPairs,
  Random,
  shuffle,
  tokenizer,
  tsvPairs,
  type SentencePair,
  type TokenizerConfig,
} from '@rondo/data';
import { Mistake } from '../../../mistakes/mistake.ts';
import { mostTokens, type Tokenizers } from './run-config.ts';

/** What became of the lines of a text; those that are blank do not count. */
export interface LineReport {
  readonly lines: number;
  /** Left out: one side is blank, the line came before, a side has too many tokens. */
  readonly noTranslation: number;
  readonly repeated: number;
  readonly tooLong: number;
  /** Lines with more than two columns, which are read without the others. */
  readonly moreColumns: number;
}

/** Text of one's own, ready to train on. */
export interface OwnPairs {
  readonly train: readonly SentencePair[];
  readonly validation: readonly SentencePair[];
  readonly tokenizers: Tokenizers;
  readonly report: LineReport;
}

/** Less than this teaches nothing. */
const fewest = 10;
const mostValidation = 300;

/**
 * Lines of source, tab, target. A tenth of the sentences, drawn evenly and always the same, is kept back to validate: with all of their translations, so that training
 * has seen none of them. Repeated lines count once, and those that no batch has room for do not count.
 * @throws Mistake naming the line that has no tab, or why there is too little to learn from.
 */
export async function ownPairs(text: string): Promise<OwnPairs> {
  const written = text.replace(/\r\n?/g, '\n').split('\n');
  const lines = written.filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new Mistake('noText');
  const alone = written.findIndex((line) => line.trim() !== '' && !line.includes('\t'));
  if (alone >= 0) throw new Mistake('noTab', alone + 1, beginning(written[alone]!));
  if (!lines.some(hasBothSides)) throw new Mistake('noTranslations', lines.length);
  const { pairs, report } = await collectPairs(tsvPairs(lines, { name: 'your text' }));
  const tokenizers = {
    source: tokenizerFor(pairs.map(({ source }) => source)),
    target: tokenizerFor(pairs.map(({ target }) => target)),
  };
  const isShort = fitting(tokenizers);
  const short = pairs.filter(isShort);
  if (short.length === 0) throw new Mistake('tooLong', pairs.length, mostTokens - 1);
  const sentences = [...bySource(short)];
  if (sentences.length < fewest) throw new Mistake('fewPairs', sentences.length, fewest);
  const drawn = shuffle(sentences, new Random(1));
  const held = Math.min(mostValidation, Math.ceil(drawn.length / 10));
  const [train, validation] = [drawn.slice(held).flat(), drawn.slice(0, held).flat()];
  return {
    train,
    validation,
    tokenizers,
    report: {
      lines: lines.length,
      noTranslation: report.droppedEmpty,
      repeated: short.length - train.length - validation.length,
      tooLong: pairs.length - short.length,
      moreColumns: lines.filter((line) => line.split('\t', 3).length > 2).length,
    },
  };
}

function hasBothSides(line: string): boolean {
  const [source = '', target = ''] = line.split('\t', 2);
  return source.trim() !== '' && target.trim() !== '';
}

/** Tells which pairs fit a batch, each side with its [end]. */
function fitting({ source, target }: Tokenizers): (pair: SentencePair) => boolean {
  const [read, write] = [tokenizer(source), tokenizer(target)];
  return (pair) =>
    read.tokenize(pair.source).length < mostTokens &&
    write.tokenize(pair.target).length < mostTokens;
}

/** Enough of a line to find it by. */
function beginning(line: string): string {
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}

/** The different pairs of each sentence that is to be translated. */
function bySource(pairs: readonly SentencePair[]): Iterable<SentencePair[]> {
  const found = new Map<string, SentencePair[]>();
  for (const pair of pairs) {
    const same = found.get(pair.source);
    if (!same) found.set(pair.source, [pair]);
    else if (same.every(({ target }) => target !== pair.target)) same.push(pair);
  }
  return found.values();
}

/** Chinese is split into characters; other text into words, or into characters where its lines are single words. */
function tokenizerFor(texts: readonly string[]): TokenizerConfig {
  const share = (what: RegExp): number =>
    texts.filter((text) => what.test(text)).length / texts.length;
  if (share(/\p{Script=Han}/u) > 0.3) return { kind: 'chinese', unit: 'characters' };
  return share(/\s/) < 0.1 ? { kind: 'characters' } : { kind: 'words', lowerCase: true };
}
