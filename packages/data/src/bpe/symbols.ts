/** Gives every distinct symbol a small integer, so that pairs of symbols are numbers. */
export class Symbols {
  readonly texts: string[] = [];
  readonly #ids = new Map<string, number>();

  /** The id of a symbol, or −1 if it was never interned. */
  find(text: string): number {
    return this.#ids.get(text) ?? -1;
  }

  intern(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    this.#ids.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}

/** One number for an ordered pair of ids below 2²⁶. */
export const pairKey = (left: number, right: number): number => left * 2 ** 26 + right;
