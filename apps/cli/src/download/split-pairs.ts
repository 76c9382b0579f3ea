import { createHash } from 'node:crypto';
import { CliError } from '../errors.ts';

type Split = 'train' | 'validation' | 'test';

/** Of so many groups of sentences one goes to the test data and one to the validation data. */
const groupsPerTestGroup = 30;

/**
 * Splits lines `source TAB target TAB more` into train.tsv, validation.tsv and test.tsv, in the order in which they are.
 *
 * No sentence is on two sides: lines that share a source or a target, but for case, punctuation and blanks, stay together, also those
 * that share one with such a line, and so on. Where a group goes depends on its sentences alone, not on chance or on other lines.
 * @throws CliError naming the line that has no two columns.
 */
export function splitPairs(content: Uint8Array, name: string): ReadonlyMap<string, string> {
  const lines = new TextDecoder().decode(content).split(/\r?\n/u);
  const groups = new Groups();
  const keysOf = lines.map((line, n) => {
    if (line === '') return undefined;
    const [source, target] = line.split('\t');
    if (source && target) return [`1 ${letters(source)}`, `2 ${letters(target)}`] as const;
    throw new CliError(
      `${name}, line ${n + 1}: expected a sentence, a tab and its translation, received ${JSON.stringify(line.slice(0, 60))}`,
    );
  });
  for (const keys of keysOf) if (keys) groups.join(...keys);
  const parts: Record<Split, string[]> = { train: [], validation: [], test: [] };
  for (const [n, line] of lines.entries()) {
    const keys = keysOf[n];
    if (keys) parts[splitOf(groups.nameOf(keys[0]))].push(`${line}\n`);
  }
  return new Map(Object.entries(parts).map(([split, own]) => [`${split}.tsv`, own.join('')]));
}

/** What two spellings of a sentence have in common; of a sentence of signs, the signs. */
function letters(sentence: string): string {
  const plain = sentence.normalize('NFKC').toLowerCase();
  return plain.replaceAll(/[^\p{L}\p{N}]/gu, '') || plain.trim();
}

function splitOf(group: string): Split {
  const draw = createHash('sha256').update(group).digest().readUInt32BE() % groupsPerTestGroup;
  return draw === 0 ? 'test' : draw === 1 ? 'validation' : 'train';
}

/** Keys that belong together, each group named by its first key in the order of code units. */
class Groups {
  readonly #above = new Map<string, string>();

  join(a: string, b: string): void {
    const [first, second] = [this.nameOf(a), this.nameOf(b)].toSorted();
    if (first !== second) this.#above.set(second!, first!);
  }

  nameOf(key: string): string {
    let name = key;
    for (let above = this.#above.get(name); above !== undefined; above = this.#above.get(name)) {
      name = above;
    }
    if (name !== key) this.#above.set(key, name);
    return name;
  }
}
