import { DataError } from '../errors.ts';

/** A pair of symbols that is joined into one. */
export type Merge = readonly [left: string, right: string];

/** Where the end-of-word mark goes: a symbol of its own (0.1) or part of the last character (0.2). */
export type MergesVersion = '0.1' | '0.2';

/** The mark that tells a piece at the end of a word from the same letters inside one. */
export const endOfWord = '</w>';

/** Reads a merge list in subword-nmt's file format: an optional `#version:` line, then two symbols a line. */
export function parseMerges(text: string): { version: MergesVersion; merges: Merge[] } {
  const lines = text.split('\n');
  while (lines.at(-1) === '') lines.pop();
  const header = lines[0]?.startsWith('#version:')
    ? lines.shift()!.slice('#version:'.length).trim()
    : '0.1';
  if (header !== '0.1' && header !== '0.2') {
    throw new DataError(
      `merge list: expected "#version: 0.1" or "0.2" in line 1, received ${JSON.stringify(header)}`,
      { version: header },
    );
  }
  if (lines.length === 0) {
    throw new DataError(
      'merge list: it has no merges; write one a line, two symbols with a blank between, or learn them (learn: 10000 in a config)',
      { lines: 0 },
    );
  }
  const offset = text.startsWith('#version:') ? 2 : 1;
  const merges = lines.map((line, i): Merge => {
    const symbols = line.replace(/^[\r ]+|[\r ]+$/gu, '').split(' ');
    const [left, right] = symbols;
    if (symbols.length !== 2 || !left || !right) {
      throw new DataError(
        `merge list: line ${i + offset} must hold two symbols with one blank between, received ${JSON.stringify(line.slice(0, 60))}`,
        { line: i + offset, received: line },
      );
    }
    return [left, right];
  });
  return { version: header, merges };
}

/** Writes a merge list in subword-nmt's file format. */
export function formatMerges(version: MergesVersion, merges: readonly Merge[]): string {
  return [`#version: ${version}`, ...merges.map(([left, right]) => `${left} ${right}`), ''].join(
    '\n',
  );
}
