/** Largest file that is read: more would not be learned in a tab. */
const mostBytes = 20_000_000;

/** @throws Error with what to do for a file that is too large or no text. */
export async function readTextFile(file: File, expected: string): Promise<string> {
  if (file.size > mostBytes) {
    throw new Error(
      `${file.name} has ${Math.round(file.size / 1e6)} million bytes; take at most ${mostBytes / 1e6}, or train with npm run rondo`,
    );
  }
  const text = await file.text();
  if (text.includes('\u0000')) {
    throw new Error(`${file.name} is no text; give it ${expected}, UTF-8`);
  }
  return text;
}
