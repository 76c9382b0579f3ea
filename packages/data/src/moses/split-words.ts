import type { MosesLanguage } from './languages.ts';

/** What stands for a hyphen between two tokens that were one word. */
export const splitHyphen = '@-@';

// Marks stay with their letters.
const letter = String.raw`[\p{L}\p{M}]`;
const alphanumeric = String.raw`[\p{Alphabetic}\p{M}\p{Nd}]`;
const symbols = /[^\p{Alphabetic}\p{M}\p{Nd}\s.'`,-]/gu;
// Commas belong to numbers: 5,300.
const comma = /(?<!\p{N}),|,(?!\p{N})/gu;
const hyphen = new RegExp(`(?<=${alphanumeric})-(?=${alphanumeric})`, 'gu');
const dots = /\.{2,}/gu;
const apostropheBetween = new RegExp(`(?<=${letter})'(?=${letter})`, 'gu');
const apostropheElsewhere = new RegExp(`(?<!${letter})'|'(?!${letter})`, 'gu');
// 1990's
const plural = /(?<=\p{N})'(?=s)/gu;
const hasLetter = /\p{L}/u;

/**
 * Splits a sentence into words and punctuation by the rules of the Moses tokeniser (Koehn et al. 2007).
 *
 * 1. Every character that is no letter, mark, digit or one of . ' ` , - stands alone; where `hyphens` are split, so do they.
 * 2. Repeated full stops stay together; a comma is split off unless it stands between digits.
 * 3. Apostrophes go where the language wants them.
 * 4. A full stop at the end of a word is split off, unless the word contains another and a letter, is an abbreviation, or comes
 *    before a word in lower case (for some, before a number), or is a German or Czech ordinal.
 */
export function splitWords(text: string, language: MosesLanguage, hyphens: boolean): string[] {
  let spaced = text.replaceAll(symbols, ' $& ');
  if (hyphens) spaced = spaced.replaceAll(hyphen, ` ${splitHyphen} `);
  spaced = spaced.replaceAll(dots, ' $& ').replaceAll(comma, ' , ');
  const words = splitApostrophes(spaced, language).match(/\S+/gu) ?? [];
  return words.flatMap((word, i) => splitFullStop(word, words[i + 1], language));
}

function splitApostrophes(text: string, { apostrophe }: MosesLanguage): string {
  if (apostrophe === 'alone') return text.replaceAll("'", " ' ");
  if (apostrophe === 'left') {
    return text.replaceAll(apostropheElsewhere, " ' ").replaceAll(apostropheBetween, "' ");
  }
  // A placeholder keeps what is decided from being split again.
  return text
    .replaceAll(plural, ' \u0001')
    .replaceAll(apostropheBetween, ' \u0001')
    .replaceAll(apostropheElsewhere, " ' ")
    .replaceAll('\u0001', "'");
}

function splitFullStop(
  word: string,
  next: string | undefined,
  { abbreviations, beforeNumbers, ordinals }: MosesLanguage,
): string[] {
  if (word.length < 2 || !word.endsWith('.') || word.endsWith('..')) return [word];
  const stem = word.slice(0, -1);
  const inside = stem.includes('.') && hasLetter.test(stem);
  if (inside || abbreviations.has(stem)) return [word];
  if (next === undefined) return [stem, '.'];
  if (/^\p{Ll}/u.test(next)) return [word];
  if (/^[0-9]/u.test(next) && beforeNumbers.has(stem)) return [word];
  if (ordinals && /^[0-9]{1,2}$/u.test(stem) && /^[\p{L}\p{N}]/u.test(next)) return [word];
  return [stem, '.'];
}
