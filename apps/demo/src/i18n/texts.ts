/** The languages of the page. */
export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** Texts by key; a function where a text has places to fill. */
export type Texts = Readonly<Record<string, string | ((...values: never[]) => string)>>;

/** The same keys in every language. */
export type Translated<T extends Texts> = Readonly<Record<Language, SameKeys<T>>>;

type SameKeys<T extends Texts> = {
  readonly [Key in keyof T]: T[Key] extends string ? string : T[Key];
};

/** Texts of a part of the page in all languages; a key that one of them lacks does not compile. */
export function translated<const T extends Texts>(en: T, zh: SameKeys<T>): Translated<T> {
  return { en: en as SameKeys<T>, zh };
}
