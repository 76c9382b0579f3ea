import { details, escapeHtml as text, table } from '../html.ts';
import type { AttentionMap, HeadMap, ReportData } from '../report-data.ts';

/** Maps of attention; for a model with heads also those of each head. */
export function attentionSection({ attention, heads }: ReportData): string {
  if (attention.length === 0) return '';
  const mean =
    heads.length > 0
      ? ' This model has several heads in each layer; these maps are the mean over the heads of the last layer but one (or of the only one), which agrees best with what translates what.'
      : '';
  return `<h2 id="attention">Attention</h2>
<p class="soft">Each row is an output token, each column a source token; the stronger the colour, the more the model looked there when it wrote the output token. ␣ is a blank, ⏎ the end of the sentence.${mean}</p>
<div class="maps">${attention.map(attentionFigure).join('\n')}</div>
${headMaps(heads)}`;
}

function attentionFigure({ source, output, weights }: AttentionMap, n: number): string {
  const rows = weights.map((row, t) => [
    text(output[t]!),
    ...row.map((weight) => weight.toFixed(2)),
  ]);
  const numbers = table(['', ...source.map(text)], rows, { rowHeadings: true });
  return `<figure>
<div data-chart="attention-${n}" tabindex="0" role="group" aria-label="Attention map ${n + 1}; its numbers are in the table below"></div>
${details('Weights as a table', numbers)}
</figure>`;
}

function headMaps(heads: readonly HeadMap[]): string {
  if (heads.length === 0) return '';
  const figures = heads.map(
    ({ source, output }, n) => `<figure>
<figcaption>Columns: ${text(source.join(' '))}<br>Rows: ${text(output.join(' '))}</figcaption>
<div data-chart="heads-${n}" tabindex="0" role="group" aria-label="Maps of all heads, sentence ${n + 1}"></div>
</figure>`,
  );
  return `<h3>Each head</h3>
<p class="soft">The same for every head of every layer. Heads share the work: look for some that follow the words, that rest on the end of the sentence, or that look a token ahead or behind.</p>
<div class="maps">${figures.join('\n')}</div>`;
}
