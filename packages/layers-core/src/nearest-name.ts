/** The name that was meant: the same but for case and underscores (num_layers), or else within two edits. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  let [best, least]: [string | undefined, number] = [undefined, 3];
  for (const name of names) {
    const distance = editDistance(plain(word), plain(name));
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

function plain(word: string): string {
  return word.replaceAll(/[_-]/g, '').toLowerCase();
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
