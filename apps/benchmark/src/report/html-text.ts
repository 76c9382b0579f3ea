const replacements: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in HTML, in attributes too. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => replacements[character]!);
}

/** Cells are HTML, `<td>` and all; the first of a row is its heading. */
export function htmlTable(
  headings: readonly string[],
  rows: readonly { readonly heading: string; readonly cells: readonly string[] }[],
  className = '',
): string {
  const head = headings.map((heading) => `<th scope="col">${escapeHtml(heading)}</th>`).join('');
  const body = rows.map(
    ({ heading, cells }) => `<tr><th scope="row">${escapeHtml(heading)}</th>${cells.join('')}</tr>`,
  );
  return `<div class="wide" tabindex="0"><table class="${className}"><thead><tr>${head}</tr></thead><tbody>
${body.join('\n')}
</tbody></table></div>`;
}
