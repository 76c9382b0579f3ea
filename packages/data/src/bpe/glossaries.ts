/** Splits off the strings of a glossary where a word contains them: `1934USABUTANE` with `USA` → `1934`, `USA`, `BUTANE`. */
export class Glossaries {
  readonly #pattern: RegExp | undefined;
  readonly #entries: ReadonlySet<string>;

  constructor(entries: readonly string[]) {
    this.#entries = new Set(entries.filter((entry) => entry !== ''));
    // The longest first: of two that begin at the same place it is meant.
    const sorted = [...this.#entries].toSorted((a, b) => b.length - a.length);
    const escaped = sorted.map((entry) =>
      entry.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, String.raw`\$&`),
    );
    if (escaped.length > 0) this.#pattern = new RegExp(`(${escaped.join('|')})`, 'u');
  }

  has(word: string): boolean {
    return this.#entries.has(word);
  }

  split(word: string): string[] {
    if (this.#pattern === undefined) return [word];
    return word.split(this.#pattern).filter((part) => part !== '');
  }
}
