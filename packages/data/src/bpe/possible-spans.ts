/** Neighbouring symbols that merges join into the symbol `id`. */
export interface Span {
  readonly start: number;
  /** After the last one. */
  readonly end: number;
  readonly id: number;
}

/** Every span of a word that some choice of merges joins: what can be left where any merge may be left out. */
export function possibleSpans(
  ids: readonly number[],
  joined: (left: number, right: number) => number | undefined,
): Span[] {
  const endingAt: Span[][] = [[]];
  for (const [at, symbol] of ids.entries()) {
    const end = at + 1;
    const found: Span[] = [{ start: at, end, id: symbol }];
    // Grows while it is walked through: what was joined may be joined on.
    for (const right of found) {
      for (const left of endingAt[right.start]!) {
        const id = joined(left.id, right.id);
        if (id === undefined || found.some(({ start }) => start === left.start)) continue;
        found.push({ start: left.start, end, id });
      }
    }
    endingAt.push(found);
  }
  return endingAt.flat();
}
