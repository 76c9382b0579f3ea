/** Strings with a number each, found by their beginnings. */
export class Trie {
  /** From a node and a code unit to the next node. */
  readonly #children = new Map<number, number>();
  readonly #values: number[] = [-1];

  insert(key: string, value: number): void {
    let node = 0;
    for (let i = 0; i < key.length; i++) {
      const edge = node * 2 ** 16 + key.charCodeAt(i);
      let next = this.#children.get(edge);
      if (next === undefined) {
        next = this.#values.push(-1) - 1;
        this.#children.set(edge, next);
      }
      node = next;
    }
    this.#values[node] = value;
  }

  /** Calls `visit` with the end and the value of every key that stands in `text` at `from`, shortest first. */
  prefixes(text: string, from: number, visit: (end: number, value: number) => void): void {
    let node: number | undefined = 0;
    for (let i = from; i < text.length; i++) {
      node = this.#children.get(node * 2 ** 16 + text.charCodeAt(i));
      if (node === undefined) return;
      const value = this.#values[node]!;
      if (value >= 0) visit(i + 1, value);
    }
  }

  /** The length of the longest key that stands in `text` at `from`; 0 if there is none. */
  longest(text: string, from: number): number {
    let length = 0;
    this.prefixes(text, from, (end) => {
      length = end - from;
    });
    return length;
  }
}

/** The length in code units of the character at `i`: 1 or 2. */
export function characterLength(text: string, i: number): number {
  return text.codePointAt(i)! > 0xffff ? 2 : 1;
}
