/** Whether a text has pieces in subword-nmt's notation. */
export function hasSubwords(text: string): boolean {
  return /@@( |$)/.test(text);
}

/** Words from pieces in subword-nmt's notation: `an@@ trie@@ b` → `antrieb`. */
export function joinSubwords(text: string): string {
  return text.replaceAll(/@@( |$)/g, '');
}
