import { UsageError } from '../errors.ts';

/** Reads the names given with `--block`: `all`, or some of them, each once. */
export function blocksOf<Name extends string>(
  given: readonly string[],
  known: readonly Name[],
): readonly Name[] {
  if (given.includes('all')) return known;
  return [...new Set(given)].map((name) => {
    const found = known.find((own) => own === name);
    if (found !== undefined) return found;
    throw new UsageError(`--block: expected all or ${known.join(', ')}, received ${name}`);
  });
}

/** Reads the numbers given with `--seed`. */
export function seedsOf(given: readonly string[]): readonly number[] {
  return [...new Set(given)].map((text) => {
    const seed = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return seed;
    throw new UsageError(`--seed: expected a whole number from 0, received ${text}`);
  });
}
