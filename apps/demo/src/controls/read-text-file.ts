import { Mistake } from '../mistakes/mistake.ts';

/** Largest file that is read: more would not be learned in a tab. */
const mostBytes = 20_000_000;

/**
 * The text of a file, or of its first bytes.
 * @throws Mistake for a file that is too large or no text in UTF-8.
 */
export async function readTextFile(file: File, most = Infinity): Promise<string> {
  if (file.size > mostBytes) {
    throw new Mistake('tooLarge', file.name, Math.round(file.size / 1e6), mostBytes / 1e6);
  }
  const bytes = await file.slice(0, Math.min(most, file.size)).arrayBuffer();
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, {
      // A letter may be cut off where not all is read.
      stream: most < file.size,
    });
  } catch {
    throw new Mistake('noTextFile', file.name);
  }
  if (text.includes('\u0000')) throw new Mistake('noTextFile', file.name);
  return text;
}
