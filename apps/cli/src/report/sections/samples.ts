import { escapeHtml as text, table } from '../html.ts';
import type { ReportData } from '../report-data.ts';

/** Sentences with their references and what the model made of them. */
export function samplesSection({ samples }: ReportData): string {
  const rows = samples.map(({ source, reference, output }) => {
    const verdict = output === reference ? ['right', '✓ equal'] : ['wrong', '✗ differs'];
    return [
      text(source),
      text(reference),
      text(output),
      `<span class="${verdict[0]}">${verdict[1]}</span>`,
    ];
  });
  return `<h2 id="samples">Sample translations</h2>
<p class="soft">Sentences that the model was not trained on, by greedy search. A translation that differs from its reference need not be wrong.</p>
${table(['source', 'reference', 'output', ''], rows)}`;
}
