import { escapeHtml as text } from '../report/html.ts';
import { lightColours } from '../report/style.ts';
import { byBlock, meanOf, type TrainingResult } from './experiment.ts';

const [width, height] = [680, 300];
const margin = { left: 48, right: 190, top: 12, bottom: 40 };
const colours = ['--first', '--second', '--third', '--fourth', '--bad', '--soft'];

interface Curve {
  readonly block: string;
  /** Percent right after each epoch, in the mean over seeds. */
  readonly means: readonly number[];
}

/** How many test answers were right after each epoch, a line for each block, as SVG. */
export function accuracyChart(results: readonly TrainingResult[]): string {
  const curves = [...byBlock(results)].map(([block, own]): Curve => {
    const epochs = Math.min(...own.map((result) => result.epochs.length));
    const means = Array.from({ length: epochs }, (_, epoch) =>
      meanOf(own.map((result) => 100 * result.epochs[epoch]!.accuracy)),
    );
    return { block, means };
  });
  const last = Math.max(2, ...curves.map(({ means }) => means.length));
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const x = (epoch: number): number =>
    margin.left + ((epoch - 1) / (last - 1)) * (right - margin.left);
  const y = (percent: number): number => bottom - (percent / 100) * (bottom - margin.top);
  const grid = [0, 20, 40, 60, 80, 100].map(
    (percent) =>
      `<line x1="${margin.left}" x2="${right}" y1="${y(percent)}" y2="${y(percent)}" stroke="var(--line)"/>` +
      `<text x="${margin.left - 8}" y="${y(percent) + 4}" text-anchor="end">${percent}</text>`,
  );
  const every = Math.ceil(last / 12);
  const ticks = Array.from({ length: last }, (_, i) => i + 1)
    .filter((epoch) => (epoch - 1) % every === 0)
    .map(
      (epoch) => `<text x="${x(epoch)}" y="${bottom + 18}" text-anchor="middle">${epoch}</text>`,
    );
  const names = namePlaces(curves.map(({ means }) => y(means.at(-1)!)));
  const lines = curves.map(({ block, means }, i) => {
    const colour = `var(${colours[i % colours.length]})`;
    const points = means.map((mean, n) => `${x(n + 1).toFixed(1)},${y(mean).toFixed(1)}`).join(' ');
    const end = `${text(block)} ${means.at(-1)!.toFixed(1)}`;
    return (
      `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2"/>` +
      `<text x="${right + 8}" y="${names[i]! + 4}" fill="${colour}">${end}</text>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="Right answers in percent after each epoch" font-size="12" fill="currentColor" font-family="system-ui, sans-serif">
${[...grid, ...ticks, ...lines].join('\n')}
<text x="${(margin.left + right) / 2}" y="${height - 4}" text-anchor="middle">epoch</text>
</svg>`;
}

/** The chart as a file of its own, with the colours of a white page. */
export function accuracyFile(results: readonly TrainingResult[]): string {
  const style = `<style>svg { background: #fff; color: #1c2024; ${lightColours} }</style>`;
  return `${accuracyChart(results).replace('>', `>${style}`)}\n`;
}

/** Heights for names beside the ends of lines, at least a line of text apart. */
function namePlaces(ends: readonly number[]): number[] {
  const apart = 14;
  const order = [...ends.keys()].toSorted((a, b) => ends[b]! - ends[a]!);
  const places: number[] = [...ends];
  let below = Infinity;
  for (const i of order) {
    places[i] = Math.min(ends[i]!, below - apart);
    below = places[i]!;
  }
  return places;
}
