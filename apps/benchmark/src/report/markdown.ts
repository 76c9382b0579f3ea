import { judgedOnly, type Verdict } from '../bars/bar.ts';
import { adaptersOf, type Results } from '../results.ts';
import { resultTable } from './table.ts';

/** The tables of a run, for a document. */
export function toMarkdown(results: Results, verdicts: readonly Verdict[]): string {
  const { machine, date, command } = results;
  const { headings, rows } = resultTable(results);
  const notes = rows.flatMap(({ workload, cells }) =>
    cells.flatMap(({ short, detail }, i) =>
      ['cannot', 'wrong numbers', 'failed'].includes(short)
        ? [`- ${headings[i]?.title}, ${workload.name}: ${short}: ${detail}`]
        : [],
    ),
  );
  const missing = results.contestants.flatMap(({ title, missing: reason }) =>
    reason === undefined ? [] : [`- ${title}: not here: ${reason}`],
  );
  const adapters = adaptersOf(results);
  return [
    `# Benchmark of ${date.slice(0, 10)}`,
    `${machine.processor}, ${machine.processors} processors, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}. \`${command}\``,
    'Milliseconds (lower is better), medians of interleaved rounds: CPU time with one thread, wall time with several and on a graphics device. In brackets: times the first column’s on the same clock.',
    adapters.length > 0 ? `Graphics adapter: ${adapters.join('; ')}.` : '',
    table(
      ['workload', ...headings.map(({ title }) => title)],
      rows.map(({ workload, cells }) => [workload.name, ...cells.map(({ short }) => short)]),
    ),
    [...notes, ...missing].join('\n'),
    verdicts.length > 0 ? `## Bars\n\n${verdictTable(verdicts)}` : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function verdictTable(verdicts: readonly Verdict[]): string {
  const { judged, others } = judgedOnly(verdicts);
  const rows = judged.map(({ name, wanted, measured, verdict }) => [
    name,
    wanted,
    measured,
    verdict,
  ]);
  return [
    ...(rows.length > 0 ? [table(['bar', 'wanted', 'measured', ''], rows)] : []),
    ...(others === undefined ? [] : [`Not measured: ${others}.`]),
  ].join('\n\n');
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
}
