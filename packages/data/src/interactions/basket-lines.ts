import type { Lines } from '../corpus/pair-lines.ts';
import type { History } from './interaction.ts';

export interface BasketLinesOptions {
  /** What stands between items. Default: blanks. Blanks around an item do not count. */
  readonly separator?: string;
}

/** Baskets or sessions, one a line, named by the number of their line; empty lines are passed over. */
export async function* basketLines(
  lines: Lines,
  { separator }: BasketLinesOptions = {},
): AsyncGenerator<History, void> {
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const items = line
      .split(separator ?? /\s+/u)
      .map((item) => item.trim())
      .filter((item) => item !== '');
    if (items.length > 0) yield { user: String(number), items };
  }
}
