import * as v from 'valibot';
import { CliError } from '../errors.ts';

const poems = v.array(
  v.object({ author: v.string(), rhythmic: v.string(), paragraphs: v.array(v.string()) }),
);

/**
 * Lines `author TAB tune TAB text` of files of poems in JSON, one behind the other.
 * @throws CliError naming the file that has something else.
 */
export function poemLines(files: ReadonlyMap<string, Uint8Array>): string {
  return [...files]
    .flatMap(([name, content]) => poemsOf(name, content))
    .map(({ author, rhythmic, paragraphs }) => [author, rhythmic, paragraphs.join('')])
    .map((cells) => `${cells.map((cell) => cell.replaceAll(/[\t\r\n]+/gu, ' ')).join('\t')}\n`)
    .join('');
}

function poemsOf(name: string, content: Uint8Array): v.InferOutput<typeof poems> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(content));
  } catch (error) {
    throw new CliError(`${name}: expected JSON; ${String(error)}`, error);
  }
  const parsed = v.safeParse(poems, json);
  if (parsed.success) return parsed.output;
  const [{ message, path = [] }] = parsed.issues;
  const at = path.map(({ key }) => String(key)).join('.');
  throw new CliError(
    `${name}: expected poems with author, rhythmic and paragraphs; at ${at || 'the top'}: ${message}`,
  );
}
