import type * as ObservablePlot from '@observablehq/plot';
import type { Draw } from './draw-curves.ts';
import type { ReportData } from '../report-data.ts';

export type AttentionData = Pick<ReportData, 'attention' | 'heads'>;

/**
 * Maps of attention by name: `attention-0`, …, and of single heads `heads-0`, …. The page gets the text of this function, so it uses
 * nothing from outside its body.
 */
export function drawAttention(
  { attention, heads }: AttentionData,
  plot: typeof ObservablePlot,
): Record<string, Draw> {
  const draw: Record<string, Draw> = {};
  const style = { background: 'none', fontSize: '12px', overflow: 'visible' };

  for (const [n, { source, output, weights }] of attention.entries()) {
    const cells = weights.flatMap((row, t) => row.map((weight, s) => ({ s, t, weight })));
    const longest = Math.max(...output.map((token) => token.length));
    const headroom = Math.max(...source.map((token) => token.length));
    const isSlanted = headroom > 3;
    const [left, top] = [16 + 8 * longest, isSlanted ? 24 + 6 * headroom : 32];
    const right = isSlanted ? 8 + 5 * headroom : 8;
    draw[`attention-${n}`] = () =>
      plot.plot({
        width: left + right + 24 * source.length,
        height: top + 8 + 24 * output.length,
        marginLeft: left,
        marginTop: top,
        marginRight: right,
        marginBottom: 8,
        style,
        ariaLabel: `Attention of the output ${output.join(' ')} over the source ${source.join(' ')}`,
        x: { axis: null, type: 'band', domain: source.keys(), padding: 0.06 },
        y: {
          type: 'band',
          domain: output.keys(),
          padding: 0.06,
          label: null,
          tickSize: 0,
          tickFormat: (t: number) => output[t]!,
        },
        opacity: { domain: [0, 1], range: [0.04, 1] },
        marks: [
          plot.axisX({
            anchor: 'top',
            label: null,
            tickSize: 0,
            tickFormat: (s: number) => source[s]!,
            ...(isSlanted && { tickRotate: -45, textAnchor: 'start' }),
          }),
          plot.cell(cells, {
            x: 's',
            y: 't',
            fill: 'var(--first)',
            fillOpacity: 'weight',
            title: ({ s, t, weight }: (typeof cells)[number]) =>
              `${output[t]} ← ${source[s]}: ${weight.toFixed(3)}`,
          }),
        ],
      });
  }

  for (const [n, { source, output, layers }] of heads.entries()) {
    const cells = layers.flatMap((perHead, l) =>
      perHead.flatMap((rows, h) =>
        rows.flatMap((row, t) =>
          row.map((weight, s) => ({ layer: l + 1, head: h + 1, s, t, weight })),
        ),
      ),
    );
    const headCount = layers[0]?.length ?? 0;
    // Small cells where there are many; a head is at most a quarter of a wide page.
    const side = Math.max(4, Math.min(14, Math.floor(210 / source.length)));
    draw[`heads-${n}`] = () =>
      plot.plot({
        width: 70 + headCount * (side * source.length + 16),
        height: 40 + layers.length * (side * output.length + 16),
        marginLeft: 62,
        marginRight: 8,
        marginTop: 32,
        marginBottom: 8,
        style,
        ariaLabel: `Attention of every layer and head for the output ${output.join(' ')}`,
        x: { axis: null, type: 'band', domain: source.keys() },
        y: { axis: null, type: 'band', domain: output.keys() },
        fx: {
          axis: 'top',
          label: null,
          tickFormat: (head: number) => `head ${head}`,
          padding: 0.08,
        },
        fy: {
          axis: 'left',
          label: null,
          tickFormat: (layer: number) => `layer ${layer}`,
          padding: 0.08,
        },
        opacity: { domain: [0, 1], range: [0.04, 1] },
        marks: [
          plot.cell(cells, {
            x: 's',
            y: 't',
            fx: 'head',
            fy: 'layer',
            fill: 'var(--first)',
            fillOpacity: 'weight',
            title: ({ layer, head, s, t, weight }: (typeof cells)[number]) =>
              `layer ${layer}, head ${head}: ${output[t]} ← ${source[s]}: ${weight.toFixed(3)}`,
          }),
          plot.frame({ stroke: 'var(--line)' }),
        ],
      });
  }
  return draw;
}
