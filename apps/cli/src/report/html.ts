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

/**
 * Rows under a heading row; cells are HTML. The first of a row is its heading where `rowHeadings` says so; with `numbers` all but the
 * first stand to the right.
 */
export function table(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  { rowHeadings = false, numbers = false } = {},
): string {
  const headings = heading.map((cell) => `<th scope="col">${cell}</th>`).join('');
  const head = heading.length > 0 ? `<thead><tr>${headings}</tr></thead>` : '';
  const body = rows.map((row) => {
    const cells = row.map((cell, i) =>
      rowHeadings && i === 0 ? `<th scope="row">${cell}</th>` : `<td>${cell}</td>`,
    );
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<div class="wide"><table${numbers ? ' class="numbers"' : ''}>${head}<tbody>${body.join('\n')}</tbody></table></div>`;
}

/** Something that opens on a click. */
export function details(title: string, content: string): string {
  return `<details><summary>${escapeHtml(title)}</summary>${content}</details>`;
}
