import type { Contradiction } from './contradictions.ts';
import type { SubwordOptions, TokenizersOptions } from './tokenizer-schema.ts';

/** Values of a `subword` tokeniser that are right by themselves and do not go together. */
export function subwordContradictions(subword: SubwordOptions): Contradiction[] {
  const { merges, learn, vocabulary, vocabularyThreshold, words } = subword;
  const found: Contradiction[] = [];
  const refuse = (key: keyof SubwordOptions, message: string): void =>
    void found.push({ key, message });
  if (merges === undefined && learn === undefined) {
    refuse('merges', 'is missing: name a file of merges, or have some learned (learn: 10000)');
  }
  if (merges !== undefined && learn !== undefined) {
    refuse('learn', 'merges are read from a file or learned, not both; leave out merges or learn');
  }
  if (vocabulary !== undefined && learn !== undefined) {
    refuse('vocabulary', 'lists pieces of known merges; name their file in merges, not learn');
  }
  if (vocabulary === undefined && vocabularyThreshold !== undefined) {
    refuse('vocabularyThreshold', 'is for the counts in vocabulary; name that file, too');
  }
  if (learn !== undefined && splitsIntoCharacters(words)) {
    const message = `merges join the characters of a word, and ${words.kind} leaves single ones; choose words, moses or whitespace`;
    refuse('words', message);
  }
  return found;
}

function splitsIntoCharacters(words: SubwordOptions['words']): boolean {
  return words.kind === 'characters' || (words.kind === 'chinese' && words.unit === 'characters');
}

/** Tokenisers of two sides that are right by themselves and do not go together. */
export function tokenizersContradictions({
  source,
  target,
  joint,
}: TokenizersOptions): Contradiction[] {
  if (joint !== true) return [];
  const [ofSource, ofTarget] = [learnedBy(source), learnedBy(target)];
  if (ofSource === undefined || ofTarget === undefined) {
    const side = ofSource === undefined ? 'source' : 'target';
    const message = `one list of merges is learned from both sides, but ${side} learns none; make it { kind: subword, learn: … }, or leave out joint`;
    return [{ key: 'joint', message }];
  }
  if (ofSource === ofTarget) return [];
  const message = `one list of merges is learned for both sides, but source wants ${ofSource} and target ${ofTarget}; give both the same learn`;
  return [{ key: 'joint', message }];
}

function learnedBy(side: TokenizersOptions['source']): number | undefined {
  return side.kind === 'subword' ? side.learn : undefined;
}
