import type { LayerEstimate } from '@rondo/seq2seq';
import { formatScaled } from '../progress/format.ts';

/** Layers as cells of text: name, output, parameters, operations, their share; what is the model's own, its output layer, comes last. */
export function layerCells(layers: readonly LayerEstimate[]): string[][] {
  const all = layers.reduce((sum, { flops }) => sum + flops, 0);
  const ordered = layers.toSorted((a, b) => Number(a.path === '') - Number(b.path === ''));
  return ordered.map(({ path, output, parameters, flops }) => [
    path === '' ? '(output)' : path,
    output ? output.join(' × ') : '',
    parameters.toLocaleString('en'),
    formatScaled(flops, 'FLOP'),
    `${((100 * flops) / Math.max(all, 1)).toFixed(1)} %`,
  ]);
}

/** Headings of the cells. */
export const layerHeadings = ['layer', 'output', 'parameters', 'forward', 'share'] as const;

/** Under the headings, with numbers to the right; lines of text. */
export function layerLines(layers: readonly LayerEstimate[]): string[] {
  const rows = [[...layerHeadings], ...layerCells(layers)];
  const widths = layerHeadings.map((_, n) => Math.max(...rows.map((row) => row[n]!.length)));
  return rows.map((row) =>
    row
      .map((cell, n) => (n < 2 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!)))
      .join('  ')
      .trimEnd(),
  );
}
