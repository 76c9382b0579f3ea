import { escapeHtml as text, table } from '../html.ts';
import type { ReportData } from '../report-data.ts';

/** What the run was thought to take beside what it took. */
export function costSection({ costs }: ReportData): string {
  const rows = costs.map(({ name, estimate, real }) =>
    [name, estimate ?? '–', real ?? '–'].map(text),
  );
  return `<h2 id="cost">Cost: estimate and reality</h2>
<p class="soft">The estimate was made before the first step, from a few steps on a copy of the model.</p>
${table(['', 'estimate', 'real'], rows, { rowHeadings: true, numbers: true })}`;
}
