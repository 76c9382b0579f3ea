import type { DataReport, LeakReport, SentencePair, SplitReport } from '@rondo/data';
import { formatShare } from '../../progress/format.ts';
import { details, escapeHtml as text, table } from '../html.ts';
import type { ReportData } from '../report-data.ts';

/** Where the data is from, and what is in it: duplicates, leaks, lengths, unknown tokens. */
export function dataSection({ data, dataReport }: ReportData): string {
  const { splits, leaks } = dataReport;
  const parts = Object.entries(splits);
  return `<h2 id="data">Data</h2>
${data.map((line) => `<p>${text(line)}</p>`).join('\n')}
${table(['', ...parts.map(([name]) => name)], rowsOf(parts.map(([, split]) => split)), { rowHeadings: true, numbers: true })}
${leaks.map(leakLine).join('\n')}
${examplesOf(dataReport)}
<div class="pair">
${(['source', 'target'] as const).map((side) => `<figure><figcaption>Tokens of the ${side} sentences in training.</figcaption><div data-chart="lengths-${side}"></div></figure>`).join('\n')}
</div>`;
}

const count = (value: number): string => value.toLocaleString('en');

function rowsOf(splits: readonly SplitReport[]): string[][] {
  const row = (name: string, cell: (split: SplitReport) => string): string[] => [
    name,
    ...splits.map((split) => text(cell(split))),
  ];
  const ofSide = (side: 'source' | 'target'): string[][] => [
    row(`${side} tokens: mean, longest`, ({ lengths }) => {
      const { mean, longest } = lengths[side];
      return `${mean.toFixed(1)}, ${longest}`;
    }),
    row(`${side} tokens unknown`, ({ unknown }) => {
      const report = unknown[side];
      return report ? formatShare(report.rate) : '–';
    }),
  ];
  return [
    row('pairs', ({ pairs }) => count(pairs)),
    row('pairs seen before in the same part', ({ duplicates }) => count(duplicates.pairs)),
    row('pairs with equal sides', ({ untranslated }) => count(untranslated.pairs)),
    row('pairs with one side much longer', ({ lopsided }) => count(lopsided.pairs)),
    ...ofSide('source'),
    ...ofSide('target'),
  ];
}

function leakLine({ of, inside, pairs, source, target }: LeakReport): string {
  const where = inside === 'train' ? 'the training data' : `the ${inside} data`;
  const [sources, targets] = [`${count(source)} sources`, `${count(target)} targets`];
  if (pairs === 0) {
    return `<p><span class="right">✓</span> No ${of} pair is in ${where} (${sources} and ${targets} are).</p>`;
  }
  return `<p><strong class="wrong">✗ Leak:</strong> ${count(pairs)} ${of} pairs are in ${where}, too (${sources}, ${targets}); scores on them say little.</p>`;
}

function examplesOf({ splits, leaks }: DataReport): string {
  const found = [
    ...Object.entries(splits).flatMap(([name, { duplicates, untranslated, lopsided }]) => [
      ...named(`${name}: seen before`, duplicates.examples),
      ...named(`${name}: equal sides`, untranslated.examples),
      ...named(`${name}: one side much longer`, lopsided.examples),
    ]),
    ...leaks.flatMap(({ of, inside, examples }) => named(`${of} in ${inside}`, examples)),
  ];
  return found.length === 0
    ? ''
    : details('Examples of these', table(['', 'source', 'target'], found, { rowHeadings: true }));
}

function named(name: string, examples: readonly SentencePair[]): string[][] {
  return examples.map(({ source, target }) => [name, source, target].map(text));
}
