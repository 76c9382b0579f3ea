import { formatNumber } from '../progress/format.ts';
import { drawCharts, type ChartData } from './draw-charts.ts';
import { details, escapeHtml as text, table } from './html.ts';
import { chartLibraries, insideScript } from './libraries.ts';
import type { AttentionMap, Figure, ReportData } from './report-data.ts';
import { reportStyle } from './style.ts';

/** A report as one HTML file that needs no network; the charts have tables beside them. */
export async function renderReport(report: ReportData): Promise<string> {
  const { curve, validations, attention } = report;
  const chartData: ChartData = { curve, validations, attention };
  const libraries = await chartLibraries();
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(report.title)}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<h1>${text(report.title)}</h1>
<dl class="summary">${report.summary.map(card).join('\n')}</dl>
<noscript><p>The charts need JavaScript; the tables below hold their numbers.</p></noscript>
${curves(report)}
${samples(report)}
${attentionMaps(report)}
<h2>Data</h2>
${report.data.map((line) => `<p>${text(line)}</p>`).join('\n')}
<h2>Config</h2>
<pre tabindex="0">${text(report.config)}</pre>
<h2>Environment</h2>
${table(
  [],
  report.environment.map(([name, value]) => [text(name), text(value)]),
  { rowHeadings: true },
)}
</main>
<script type="application/json" id="data">${insideScript(JSON.stringify(chartData)).replaceAll(String.raw`\x3C`, String.raw`\u003C`)}</script>
${libraries.map((source) => `<script>${source}</script>`).join('\n')}
<script>(${insideScript(drawCharts.toString())})(JSON.parse(document.getElementById('data').textContent), Plot, document);</script>
</body>
</html>
`;
}

function card([name, value]: Figure): string {
  return `<div><dt>${text(name)}</dt><dd>${text(value)}</dd></div>`;
}

function curves({ curve, validations }: ReportData): string {
  const rows = validations.map(({ step, loss, perplexity, isBest }) => [
    String(step),
    formatNumber(loss),
    formatNumber(perplexity),
    isBest ? 'best so far' : '',
  ]);
  const [first, last] = [curve.at(0), curve.at(-1)];
  const [start, stop] = [formatNumber(first?.mean ?? NaN), formatNumber(last?.mean ?? NaN)];
  return `<h2>Learning</h2>
<figure>
<figcaption>Loss per target token, in nats: of training from ${start} to ${stop} in ${last?.step ?? 0} steps (the pale line is each step, with dropout and smoothed labels) and of validation (without).</figcaption>
<div data-chart="loss"></div>
${details('Validations as a table', table(['step', 'loss', 'perplexity', ''], rows))}
</figure>
<figure>
<figcaption>Learning rate.</figcaption>
<div data-chart="rate"></div>
</figure>`;
}

function samples({ samples: list }: ReportData): string {
  const rows = list.map(({ source, reference, output }) => {
    const verdict = output === reference ? ['right', 'equal'] : ['wrong', 'differs'];
    return [
      text(source),
      text(reference),
      text(output),
      `<span class="${verdict[0]}">${verdict[1]}</span>`,
    ];
  });
  return `<h2>Sample translations</h2>
<p class="soft">Sentences the model was not trained on.</p>
${table(['source', 'reference', 'output', ''], rows)}`;
}

function attentionMaps({ attention }: ReportData): string {
  if (attention.length === 0) return '';
  return `<h2>Attention</h2>
<p class="soft">Each row is an output token, each column a source token; the stronger the colour, the more the model looked there. ␣ is a blank, ⏎ the end of the sentence.</p>
<div class="maps">${attention.map(attentionFigure).join('\n')}</div>`;
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
