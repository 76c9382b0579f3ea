import type { Verdict } from '../bars/bar.ts';
import type { ContestantResult, Results } from '../results.ts';
import { chartData, type ChartData } from './chart-data.ts';
import { drawCharts } from './draw-charts.ts';
import type { CellText } from './format.ts';
import { escapeHtml as text, htmlTable } from './html-text.ts';
import { chartLibraries, insideScript, jsonInScript } from './libraries.ts';
import { pageStyle } from './style.ts';
import { resultTable } from './table.ts';

/** The run as one page that needs no network: charts, and tables with all their numbers. */
export async function toHtml(results: Results, verdicts: readonly Verdict[]): Promise<string> {
  const charts = chartData(results);
  const libraries = await chartLibraries();
  const { date, command, machine } = results;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rondo beside its peers</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>Rondo beside its peers</h1>
<p class="soft">${text(date.replace('T', ' ').slice(0, 16))} · ${text(machine.processor)}, ${machine.processors} processors, ${machine.memoryGiB} GiB · ${text(machine.system)}, Node ${text(machine.node)}</p>
<p><code>${text(command)}</code></p>
${summary(results, verdicts)}
<noscript><p>The charts need JavaScript; the tables hold their numbers.</p></noscript>
<h2>Time of each workload</h2>
<figure><figcaption>Medians of interleaved rounds, in units of ours on one thread: CPU time with one thread, wall time with several.</figcaption>
${legend(charts)}<div data-chart="speeds"></div></figure>
${rates(charts)}
<h2>All numbers</h2>
<p class="soft">Milliseconds, lower is better; in brackets times the first of ours on the same clock. Point at a cell for both clocks, the spread and the error. Nobody is timed whose numbers differ from the reference by more than the tolerance.</p>
${numbers(results)}
${verdicts.length > 0 ? `<h2>Bars</h2>\n${verdictTable(verdicts)}` : ''}
<h2>Who took part</h2>
${contestantTable(results.contestants)}
</main>
<script type="application/json" id="data">${jsonInScript(charts)}</script>
${libraries.map((source) => `<script>${source}</script>`).join('\n')}
<script>(${insideScript(drawCharts.toString())})(JSON.parse(document.getElementById('data').textContent), Plot, document);</script>
</body>
</html>
`;
}

function summary({ contestants, workloads }: Results, verdicts: readonly Verdict[]): string {
  const count = (wanted: Verdict['verdict']): string =>
    String(verdicts.filter(({ verdict }) => verdict === wanted).length);
  const limit = contestants.find(({ kind }) => kind === 'limit')?.configuration ?? {};
  const here = contestants.filter(({ missing }) => missing === undefined);
  const figures: [string, string][] = [
    ['Workloads', String(workloads.length)],
    ['Contestants', String(here.length)],
    ...Object.entries(limit).map(([name, value]): [string, string] => [name, String(value)]),
    ...(verdicts.length > 0
      ? [
          ['Bars met', count('PASS')] as [string, string],
          ['missed', count('FAIL')] as [string, string],
          ['not measured', count('NOT MEASURED')] as [string, string],
        ]
      : []),
  ];
  const cards = figures.map(
    ([name, value]) => `<div><dt>${text(name)}</dt><dd>${text(value)}</dd></div>`,
  );
  return `<dl class="summary">${cards.join('')}</dl>`;
}

function legend({ contestants }: ChartData): string {
  const entries = contestants.map(
    ({ title, color }) => `<li><i style="background:${color}"></i>${text(title)}</li>`,
  );
  return `<ul class="legend">${entries.join('')}</ul>`;
}

function rates(charts: ChartData): string {
  if (charts.rates.length === 0) return '';
  return `<h2>Arithmetic</h2>
<figure><figcaption>Operations of the matrix products alone, over the whole time.</figcaption>
${legend(charts)}<div data-chart="rates"></div></figure>`;
}

function numbers(results: Results): string {
  const { headings, rows } = resultTable(results);
  return htmlTable(
    ['workload', ...headings.map(({ title }) => title)],
    rows.map(({ workload, cells }) => ({ heading: workload.name, cells: cells.map(cellHtml) })),
  );
}

function cellHtml({ short, detail }: CellText): string {
  const [className = ''] = /^(cannot|failed|wrong)/.exec(short) ?? [];
  if (className === '') return `<td title="${text(detail)}">${text(short)}</td>`;
  return `<td class="${className}">${text(short)}<small>${text(detail)}</small></td>`;
}

function verdictTable(verdicts: readonly Verdict[]): string {
  return htmlTable(
    ['bar', 'wanted', 'measured', ''],
    verdicts.map(({ name, wanted, measured, verdict }) => ({
      heading: name,
      cells: [
        `<td>${text(wanted)}</td>`,
        `<td>${text(measured)}</td>`,
        `<td class="${verdict}">${verdict}</td>`,
      ],
    })),
    'text',
  );
}

function contestantTable(contestants: readonly ContestantResult[]): string {
  return htmlTable(
    ['contestant', 'version', 'configuration'],
    contestants.map(({ title, version, configuration, missing }) => {
      const settings = Object.entries(configuration).map(([name, value]) => `${name} ${value}`);
      return {
        heading: title,
        cells:
          missing === undefined
            ? [`<td>${text(version)}</td>`, `<td>${text(settings.join(', '))}</td>`]
            : ['<td></td>', `<td class="cannot">not here: ${text(missing)}</td>`],
      };
    }),
    'text',
  );
}
