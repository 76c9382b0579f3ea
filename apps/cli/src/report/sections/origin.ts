import { details, escapeHtml as text, table } from '../html.ts';
import type { ReportData } from '../report-data.ts';

/** The model that was fine-tuned, where there is one. */
export function originSection({ origin }: ReportData): string {
  if (!origin) return '';
  const { file, sha256, loaded, rows, missing, mismatched } = origin;
  const tables = rows.map(({ name, found, of }) => `${name}: ${found} of ${of} rows`);
  return `<h2 id="origin">Fine-tuned from</h2>
<p>This run did not begin from nothing, but with the weights of another model.</p>
${table(
  [],
  [
    ['file, from the folder of the run', `<code>${text(file)}</code>`],
    ['its SHA-256', `<code>${text(sha256)}</code>`],
    ['parameters taken over as they are', String(loaded.length)],
    ['taken over token by token', list(tables)],
    ['begun anew: not in that model', list(missing)],
    ['begun anew: of another shape', list(mismatched)],
  ],
  { rowHeadings: true },
)}
${details('Names of what was taken over', `<p>${list(loaded)}</p>`)}`;
}

function list(names: readonly string[]): string {
  return text(names.length > 0 ? names.join(', ') : '–');
}
