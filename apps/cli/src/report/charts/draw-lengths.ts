import type { LengthBin } from '@rondo/data';
import type * as ObservablePlot from '@observablehq/plot';
import type { Draw } from './draw-curves.ts';

export interface LengthData {
  /** Of the training pairs, by side. */
  readonly lengths: Readonly<Record<string, readonly LengthBin[]>>;
}

/**
 * How many sentences have how many tokens, by name: `lengths-source`, `lengths-target`. The page gets the text of this function, so it
 * uses nothing from outside its body.
 */
export function drawLengths(
  { lengths }: LengthData,
  plot: typeof ObservablePlot,
): Record<string, Draw> {
  const charts = Object.entries(lengths).map(([side, bins]): [string, Draw] => {
    const labelled = bins.map(({ from, to, sentences }) => ({
      label: from === to ? `${from}` : `${from}–${to}`,
      sentences,
    }));
    const isCrowded = bins.length > 7;
    return [
      `lengths-${side}`,
      (width) =>
        plot.plot({
          width,
          height: 190,
          marginLeft: 52,
          marginBottom: isCrowded ? 52 : 36,
          style: { background: 'none', fontSize: '12px', overflow: 'visible' },
          ariaLabel: `Lengths of the ${side} sentences`,
          x: {
            type: 'band',
            domain: labelled.map(({ label }) => label),
            label: 'tokens',
            tickSize: 0,
            ...(isCrowded && { tickRotate: -45 }),
          },
          y: { label: 'sentences', grid: true, tickFormat: '~s' },
          marks: [
            plot.barY(labelled, {
              x: 'label',
              y: 'sentences',
              fill: 'var(--first)',
              title: ({ label, sentences }: (typeof labelled)[number]) =>
                `${label} tokens: ${sentences} sentences`,
            }),
            plot.ruleY([0], { stroke: 'var(--soft)' }),
          ],
        }),
    ];
  });
  return Object.fromEntries(charts);
}
