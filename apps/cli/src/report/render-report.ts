import { drawAttention, type AttentionData } from './charts/draw-attention.ts';
import { drawCurves, type CurveData } from './charts/draw-curves.ts';
import { drawLengths, type LengthData } from './charts/draw-lengths.ts';
import { placeCharts } from './charts/place-charts.ts';
import { escapeHtml as text, table } from './html.ts';
import { chartLibraries, insideScript, jsonInScript } from './libraries.ts';
import type { Figure, ReportData } from './report-data.ts';
import { attentionSection } from './sections/attention.ts';
import { costSection } from './sections/cost.ts';
import { dataSection } from './sections/data.ts';
import { learningSection } from './sections/learning.ts';
import { modelSection } from './sections/model.ts';
import { originSection } from './sections/origin.ts';
import { samplesSection } from './sections/samples.ts';
import { reportStyle } from './style.ts';

/** A report as one HTML file that needs no network; the charts have tables beside them. */
export async function renderReport(report: ReportData): Promise<string> {
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
<p class="soft">${text(report.subtitle)}.</p>
<dl class="summary">${report.summary.map(card).join('\n')}</dl>
<noscript><p>The charts need JavaScript; the tables below hold their numbers.</p></noscript>
${[
  learningSection,
  samplesSection,
  attentionSection,
  modelSection,
  costSection,
  dataSection,
  originSection,
  settingsSection,
]
  .map((section) => section(report))
  .join('\n')}
</main>
<script type="application/json" id="chart-data">${jsonInScript(chartData(report))}</script>
${libraries.map((source) => `<script>${source}</script>`).join('\n')}
<script>${chartScript}</script>
</body>
</html>
`;
}

function card([name, value]: Figure): string {
  return `<div><dt>${text(name)}</dt><dd>${text(value)}</dd></div>`;
}

function settingsSection({ config, environment }: ReportData): string {
  return `<h2 id="config">Config</h2>
<p class="soft">Everything that the run was told, defaults filled in. Paths are relative to the folder of the run.</p>
<pre tabindex="0">${text(config)}</pre>
<h2 id="environment">Environment</h2>
${table(
  [],
  environment.map(([name, value]) => [text(name), text(value)]),
  { rowHeadings: true },
)}`;
}

function chartData(report: ReportData): CurveData & AttentionData & LengthData {
  const { curve, validations, resumes, attention, heads, dataReport } = report;
  const { train } = dataReport.splits;
  const lengths = train
    ? { source: train.lengths.source.histogram, target: train.lengths.target.histogram }
    : {};
  return { curve, validations, resumes, attention, heads, lengths };
}

/** The functions that draw, as text, called with the data of the page. */
const chartScript = insideScript(`{
const data = JSON.parse(document.getElementById('chart-data').textContent);
const draw = [${[drawCurves, drawAttention, drawLengths].map(String).join(',\n')}];
(${placeCharts.toString()})(Object.assign({}, ...draw.map((make) => make(data, Plot))), document);
}`);
