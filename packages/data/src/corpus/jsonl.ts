import { DataError, nearest } from '../errors.ts';
import type { Lines } from './pair-lines.ts';
import type { SentencePair } from './sentence-pair.ts';

export interface JsonlOptions {
  /** The fields of source and target; dots lead into objects, as in `translation.de`. Default ['source', 'target']. */
  readonly fields?: readonly [source: string, target: string];
  /** What errors call the text, for instance the file's name. Default 'JSONL'. */
  readonly name?: string;
}

/**
 * The sentence pairs of lines that each hold a JSON object, as they arrive; further fields and empty lines are ignored.
 *
 * @throws DataError naming the line where it is no object or a field is missing or no string.
 */
export async function* jsonlPairs(
  lines: Lines,
  { fields: [source, target] = ['source', 'target'], name = 'JSONL' }: JsonlOptions = {},
): AsyncGenerator<SentencePair, void> {
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() === '') continue;
    const where = `${name}, line ${number}`;
    const object = parse(line, where);
    yield { source: field(object, source, where), target: field(object, target, where) };
  }
}

function parse(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new DataError(
      `${where}: not valid JSON (${(error as Error).message}); every line must hold one object`,
      { where, received: line.slice(0, 60) },
      error,
    );
  }
}

function field(object: unknown, path: string, where: string): string {
  let value = object;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) {
      const found = typeof value === 'object' && value !== null ? Object.keys(value) : [];
      const near = nearest(key, found);
      const hint = near === undefined ? '' : `, did you mean ${JSON.stringify(near)}?`;
      throw new DataError(
        `${where}: there is no field ${JSON.stringify(path)}${hint} (found: ${found.join(', ').slice(0, 200) || 'no object'}); name the fields of source and target`,
        { where, field: path, found },
      );
    }
    value = (value as Record<string, unknown>)[key];
  }
  if (typeof value === 'string') return value;
  throw new DataError(
    `${where}: field ${JSON.stringify(path)} must be a string, received ${JSON.stringify(value).slice(0, 60)}`,
    { where, field: path, received: value },
  );
}
