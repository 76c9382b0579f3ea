/** Words with how near they are, one a line. */
export function formatRanked(
  words: readonly { readonly word: string; readonly similarity: number }[],
): string {
  return words.map(({ word, similarity }) => `${word}\t${similarity.toFixed(4)}\n`).join('');
}
