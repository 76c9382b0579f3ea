import {
  groceryBaskets,
  groceryGroups,
  leaveLastOut,
  tokenizer,
  type HeldOut,
  type TokenizerConfig,
} from '@rondo/data';
import { Mistake } from '../../../mistakes/mistake.ts';
import type { WordsSettings } from '../run/words-settings.ts';
import { chineseText } from '../text/chinese-text.ts';
import { englishText } from '../text/english-text.ts';
import { writeText, type TemplateText, type WordGroup } from '../text/template-text.ts';
import { groceryNames } from '../text/grocery-names.ts';

/** What vectors are learned from. */
export interface WordsData {
  readonly sentences: readonly (readonly string[])[];
  /** What makes words of text; none for baskets. */
  readonly tokenizer?: TokenizerConfig;
  /** What is known to belong together. */
  readonly groups: readonly WordGroup[];
  /** Words that come less often are left out. */
  readonly minCount: number;
  readonly template?: TemplateText;
  /** What was taken out of the baskets, to be recommended. */
  readonly heldOut?: readonly HeldOut[];
}

const sentencesWritten = 4000;
const basketsFilled = 3000;

/** @throws Mistake for text of one's own that is too little. */
export function wordsData({ text }: Pick<WordsSettings, 'text'>, ownText: string): WordsData {
  if (text === 'english') return templateData(englishText, { kind: 'words', lowerCase: true });
  if (text === 'chinese') return templateData(chineseText, { kind: 'chinese', unit: 'words' });
  return text === 'baskets' ? basketData() : ownData(ownText);
}

function templateData(template: TemplateText, config: TokenizerConfig): WordsData {
  const { tokenize } = splitter(config);
  return {
    sentences: writeText(template, sentencesWritten).map((line) => tokenize(line).filter(isWord)),
    tokenizer: config,
    groups: Object.values(template.groups),
    minCount: 2,
    template,
  };
}

function basketData(): WordsData {
  const { train, test } = leaveLastOut(groceryBaskets({ baskets: basketsFilled }));
  const groups = Object.entries(groceryGroups).map(([name, words]) => ({
    names: groceryNames[name as keyof typeof groceryGroups],
    words,
  }));
  return { sentences: train.map(({ items }) => items), groups, minCount: 1, heldOut: test };
}

/** Punctuation has no meaning of its own to find. */
const isWord = (token: string): boolean => /[\p{L}\p{N}]/u.test(token);

/** Less than this teaches nothing, and fewer different words make no map. */
const [fewestWords, fewestDifferent] = [50, 4];

function ownData(text: string): WordsData {
  if (text.trim() === '') throw new Mistake('noText');
  const config = tokenizerFor(text);
  const { tokenize } = splitter(config);
  const split = text
    .split(/[\r\n]+|(?<=[.!?。！？])/u)
    .map((sentence) => tokenize(sentence).filter(isWord))
    .filter(({ length }) => length > 0);
  const sentences = split.filter(({ length }) => length > 1);
  const words = sum(sentences);
  if (split.length === 0) throw new Mistake('noWords');
  if (words === 0) throw new Mistake('noSentences', split.length);
  if (words < fewestWords) throw new Mistake('fewWords', words, fewestWords);
  const minCount = words < 2000 ? 1 : words < 50_000 ? 2 : 5;
  const different = differentWords(sentences, minCount);
  if (different < fewestDifferent) {
    throw new Mistake('fewDifferent', different, fewestDifferent, minCount);
  }
  return { sentences, tokenizer: config, groups: [], minCount };
}

function sum(sentences: readonly (readonly string[])[]): number {
  return sentences.reduce((total, { length }) => total + length, 0);
}

/** Words that come so often. */
function differentWords(sentences: readonly (readonly string[])[], minCount: number): number {
  const counts = new Map<string, number>();
  for (const sentence of sentences) {
    for (const word of sentence) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts.values()].filter((count) => count >= minCount).length;
}

/** Chinese is split into words by its dictionary, other text at blanks and punctuation. */
function tokenizerFor(text: string): TokenizerConfig {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const chinese = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return chinese > 0.3 * letters
    ? { kind: 'chinese', unit: 'words' }
    : { kind: 'words', lowerCase: true };
}

function splitter(config: TokenizerConfig): { readonly tokenize: (text: string) => string[] } {
  const made = tokenizer(config);
  return { tokenize: (text) => made.tokenize(text) };
}
