import { RangeFault } from '@rondo/tensor';
import { checkTokens } from './token-rules.ts';

interface PrefixOptions {
  readonly prefixes?: readonly (readonly number[])[];
  readonly maxLength?: number;
}

/** @throws RangeFault unless there is a prefix for each sentence, of tokens that may stand there, within the length limit. */
export function checkPrefixes(
  where: string,
  { prefixes, maxLength = Infinity }: PrefixOptions,
  sentences: number,
  forbidden: Uint8Array,
): void {
  if (!prefixes) return;
  requireOneEach(where, 'prefixes', prefixes, sentences);
  for (const [sentence, prefix] of prefixes.entries()) {
    if (prefix.length === 0) continue;
    checkTokens(where, `the prefix of sentence ${sentence}`, prefix, forbidden.length);
    const banned = prefix.find((id) => forbidden[id]);
    if (banned === undefined && prefix.length <= maxLength) continue;
    const fault =
      banned === undefined
        ? `is longer than maxLength ${maxLength}`
        : `has the forbidden ${banned}`;
    throw new RangeFault(
      `${where}: the prefix of sentence ${sentence} ${fault}; change the one or the other`,
      { sentence, prefix },
    );
  }
}

/** @throws RangeFault unless a list has one entry for each sentence. */
export function requireOneEach(
  where: string,
  name: string,
  list: readonly unknown[],
  sentences: number,
): void {
  if (list.length === sentences) return;
  throw new RangeFault(
    `${where}: ${name} must have an entry for each of the ${sentences} sentences, received ${list.length}`,
    { [name]: list.length, sentences },
  );
}
