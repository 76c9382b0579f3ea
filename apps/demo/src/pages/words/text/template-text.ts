import { Random } from '@rondo/data';
import type { Language } from '../../../i18n/texts.ts';

/** Words that stand in the same places, and so should become neighbours. */
export interface WordGroup {
  readonly names: Readonly<Record<Language, string>>;
  readonly words: readonly string[];
}

/** A text that is made of patterns. What belongs together in it is known, so that one can see whether a model finds it. */
export interface TemplateText {
  /** By the name of their place in a pattern: `{animal}`. A digit behind the name draws another word of the group: `{animal2}`. */
  readonly groups: Readonly<Record<string, WordGroup>>;
  /** Groups whose words go together, the first with the first and so on: a country and its capital. */
  readonly tied: readonly (readonly string[])[];
  readonly patterns: readonly string[];
  /** A question that the text can answer: a is to b as c is to what? */
  readonly analogy: readonly [a: string, b: string, c: string];
  readonly gap: string;
}

const places = /\{(\w+?)(\d?)\}/gu;

/** Sentences of the text, each by a pattern that is drawn evenly; the same each time. */
export function writeText(text: TemplateText, sentences: number, seed = 1): string[] {
  const random = new Random(seed, 17);
  return Array.from({ length: sentences }, () => {
    const pattern = text.patterns[random.integer(text.patterns.length)]!;
    return fill(pattern, text, random);
  });
}

function fill(pattern: string, { groups, tied }: TemplateText, random: Random): string {
  /** The place in its group that was drawn for each group, or for all that are tied to it. */
  const drawn = new Map<string, number>();
  return pattern.replaceAll(places, (_, name: string, digit: string) => {
    const { words } = groups[name]!;
    const together = tied.find((names) => names.includes(name));
    const key = `${together ? together.join() : name} ${digit}`;
    const place = drawn.get(key) ?? random.integer(words.length);
    drawn.set(key, place);
    return words[place]!;
  });
}
