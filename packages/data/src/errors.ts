/** What went wrong with data given by the user: the message says what to do, `facts` holds the numbers and names in it. */
export class DataError extends Error {
  override readonly name = 'DataError';
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(message: string, facts: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.facts = facts;
  }
}

/** The candidate within two edits of `word`, for "did you mean …?". */
export function nearest(word: unknown, candidates: readonly string[]): string | undefined {
  if (typeof word !== 'string') return undefined;
  let best: string | undefined;
  let bestDistance = 3;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** Throws unless `value` is an integer of at least `minimum`. */
export function requireInteger(name: string, value: number, minimum: number): void {
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new DataError(`${name} must be an integer of at least ${minimum}, received ${value}`, {
      name,
      value,
      minimum,
    });
  }
}
