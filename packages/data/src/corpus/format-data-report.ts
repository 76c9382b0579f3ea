import type { DataReport, LeakReport, SplitReport } from './data-report.ts';
import type { LengthBin, LengthReport } from './length-report.ts';
import type { SentencePair } from './sentence-pair.ts';
import type { TextReport } from './text-report.ts';
import type { UnknownReport } from './unknown-report.ts';

const barWidth = 30;

/** The report in lines of text: findings first, then lengths with bars. */
export function formatDataReport({ splits, leaks }: DataReport): string {
  const lines = Object.entries(splits).flatMap(([name, split]) => splitLines(name, split));
  return [...lines, ...leaks.flatMap((leak) => leakLines(leak))].join('\n');
}

/** The report in lines of text: counts first, then lengths with bars. */
export function formatTextReport({ lines, empty, duplicates, lengths }: TextReport): string {
  const counts = `${lines} lines; empty: ${empty}; seen before: ${duplicates} (${percent(duplicates, lines)})`;
  return [counts, ...lengthLines('sentences', lengths)].join('\n');
}

function splitLines(
  name: string,
  { pairs, duplicates, untranslated, lopsided, lengths, unknown }: SplitReport,
): string[] {
  return [
    `${name}: ${pairs} pairs; seen before: ${duplicates.pairs} pairs (${percent(duplicates.pairs, pairs)}), ${duplicates.source} sources, ${duplicates.target} targets; equal sides: ${untranslated.pairs}; lopsided: ${lopsided.pairs}`,
    ...exampleLines('seen before', duplicates.examples),
    ...exampleLines('equal sides', untranslated.examples),
    ...exampleLines('lopsided', lopsided.examples),
    ...(['source', 'target'] as const).flatMap((side) => [
      ...unknownLines(side, unknown[side]),
      ...lengthLines(side, lengths[side]),
    ]),
  ];
}

function leakLines({ of, inside, pairs, source, target, examples }: LeakReport): string[] {
  const mark = pairs > 0 ? 'LEAK: ' : '';
  return [
    `${mark}${of} in ${inside}: ${pairs} pairs, ${source} sources, ${target} targets`,
    ...exampleLines('in both', examples),
  ];
}

function exampleLines(what: string, examples: readonly SentencePair[]): string[] {
  return examples.map(({ source, target }) => `  ${what}: ${short(source)} | ${short(target)}`);
}

function unknownLines(side: string, report: UnknownReport | undefined): string[] {
  if (!report) return [];
  const most = report.most.map(({ token, count }) => `${token} ${count}`).join(', ');
  return [
    `  ${side}: ${(100 * report.rate).toFixed(2)} % of the tokens unknown, in ${report.sentences} sentences${most === '' ? '' : ` (${most})`}`,
  ];
}

function lengthLines(side: string, report: LengthReport): string[] {
  const most = Math.max(1, ...report.histogram.map(({ sentences }) => sentences));
  const width = Math.max(0, ...report.histogram.map((bin) => label(bin).length));
  return [
    `  ${side}: ${report.tokens} tokens, mean ${report.mean.toFixed(1)}, median ${report.median}, 95 % at most ${report.percentile95}, longest ${report.longest}`,
    ...report.histogram.map((bin) => {
      const bar = '█'.repeat(Math.ceil((barWidth * bin.sentences) / most));
      return `    ${label(bin).padStart(width)} ${bar.padEnd(barWidth)} ${bin.sentences}`;
    }),
  ];
}

const label = ({ from, to }: LengthBin): string => `${from}–${to}`;

const percent = (part: number, all: number): string =>
  `${all === 0 ? '0.0' : ((100 * part) / all).toFixed(1)} %`;

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
