/** What a parallel corpus holds. */
export interface CorpusReport {
  readonly pairs: number;
  /** Pairs left out because a side was empty. */
  readonly droppedEmpty: number;
  /** Lines of either side whose blanks were cut or made single. */
  readonly normalizedLines: number;
  readonly source: SideReport;
  readonly target: SideReport;
}

export interface SideReport {
  readonly name: string;
  /** Tokens between blanks. */
  readonly tokens: number;
  /** The longest sentence, in tokens, and its line (from 1). */
  readonly longest: { readonly tokens: number; readonly line: number };
}

/** Counts the blank-separated tokens of one side, line by line. */
export class SideCount {
  readonly #name: string;
  #tokens = 0;
  #longest = { tokens: 0, line: 0 };

  constructor(name: string) {
    this.#name = name;
  }

  /** Adds a normalised, not empty line. */
  add(text: string, line: number): void {
    let tokens = 1;
    for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) tokens += 1;
    this.#tokens += tokens;
    if (tokens > this.#longest.tokens) this.#longest = { tokens, line };
  }

  report(): SideReport {
    return { name: this.#name, tokens: this.#tokens, longest: this.#longest };
  }
}

/** The report in a few lines of text. */
export function formatReport({
  pairs,
  droppedEmpty,
  normalizedLines,
  ...sides
}: CorpusReport): string {
  const side = ({ name, tokens, longest }: SideReport): string =>
    `${name}: ${tokens} tokens, ${(tokens / pairs).toFixed(1)} a sentence, longest ${longest.tokens} (line ${longest.line})`;
  return [
    `${pairs} pairs; dropped for an empty side: ${droppedEmpty}; lines with tidied blanks: ${normalizedLines}`,
    side(sides.source),
    side(sides.target),
  ].join('\n');
}
