const closing = /^(?:[.,;:!?]+|[%)\]}»”’…])$/u;
const opening = /^[([{«‚¿¡#$£€]$/u;

/** The neighbour that a token clings to: no blank on that side. */
type Side = 'left' | 'right' | 'both' | 'neither';

/**
 * Joins words and punctuation as a person would type them: no blank before closing punctuation, none after opening
 * punctuation; straight quotes open and close in turn, “ closes after „ and opens otherwise.
 */
export function joinWords(tokens: readonly string[]): string {
  const quotes = new Quotes(tokens);
  let text = '';
  let glued = true;
  for (const [i, token] of tokens.entries()) {
    const side = quotes.side(token, i) ?? plainSide(token);
    text += glued || side === 'left' || side === 'both' ? token : ` ${token}`;
    glued = side === 'right' || side === 'both';
  }
  return text;
}

function plainSide(token: string): Side {
  if (token === '/') return 'both';
  if (closing.test(token)) return 'left';
  return opening.test(token) ? 'right' : 'neither';
}

/** Follows which quotation marks are open while a sentence is joined. */
class Quotes {
  readonly #tokens: readonly string[];
  readonly #open = new Set<string>();

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  side(token: string, index: number): Side | undefined {
    if (token === '"') return this.#turn('"');
    // An apostrophe without a partner ends a word, as in "the dogs' tails".
    if (token === "'")
      return this.#open.has("'") || this.#returns(token, index) ? this.#turn("'") : 'left';
    if (token === '„' || token === '‘') {
      this.#open.add(token);
      return 'right';
    }
    if (token === '“') return this.#open.delete('„') ? 'left' : 'right';
    return undefined;
  }

  #turn(mark: string): Side {
    if (this.#open.delete(mark)) return 'left';
    this.#open.add(mark);
    return 'right';
  }

  #returns(token: string, index: number): boolean {
    return this.#tokens.includes(token, index + 1);
  }
}
