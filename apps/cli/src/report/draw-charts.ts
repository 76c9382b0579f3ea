import type * as ObservablePlot from '@observablehq/plot';
import type { ReportData } from './report-data.ts';

export type ChartData = Pick<ReportData, 'curve' | 'validations' | 'attention'>;

/**
 * Draws the charts of a report, again whenever their width changes. The page gets the text of this function, so it uses nothing
 * from outside its body.
 */
export function drawCharts(data: ChartData, plot: typeof ObservablePlot, page: Document): void {
  const { curve, validations, attention } = data;
  const style = { background: 'none', fontSize: '12px', overflow: 'visible' };
  const training = 'training, mean of 20 steps';
  const validation = 'validation';
  const losses = [...curve.map(({ mean }) => mean), ...validations.map(({ loss }) => loss)];
  const isWide = Math.min(...losses) > 0 && Math.max(...losses) > 20 * Math.min(...losses);

  const draw: Record<string, (width: number) => Element> = {
    loss: (width) =>
      plot.plot({
        width,
        height: 300,
        marginLeft: 52,
        style,
        grid: true,
        ariaLabel: 'Loss over training steps',
        x: { label: 'step', nice: true },
        y: {
          label: isWide ? 'loss per token (log)' : 'loss per token',
          type: isWide ? 'log' : 'linear',
          tickFormat: '~g',
        },
        color: {
          legend: true,
          domain: [training, validation],
          range: ['var(--first)', 'var(--second)'],
        },
        marks: [
          plot.line(curve, {
            x: 'step',
            y: 'loss',
            stroke: 'var(--first)',
            strokeOpacity: 0.25,
            strokeWidth: 1,
          }),
          plot.line(curve, { x: 'step', y: 'mean', stroke: () => training, strokeWidth: 2 }),
          plot.line(validations, {
            x: 'step',
            y: 'loss',
            stroke: () => validation,
            strokeWidth: 2,
            marker: 'dot',
          }),
          plot.tip(curve, plot.pointerX({ x: 'step', y: 'mean', fill: 'var(--page)' })),
        ],
      }),
    rate: (width) =>
      plot.plot({
        width,
        height: 180,
        marginLeft: 52,
        style,
        grid: true,
        ariaLabel: 'Learning rate over training steps',
        x: { label: 'step', nice: true },
        y: { label: 'learning rate', tickFormat: '~g', zero: true },
        marks: [
          plot.line(curve, {
            x: 'step',
            y: 'learningRate',
            stroke: 'var(--first)',
            strokeWidth: 2,
          }),
        ],
      }),
  };
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

  for (const place of page.querySelectorAll<HTMLElement>('[data-chart]')) {
    const make = draw[place.dataset['chart'] ?? ''];
    if (!make) continue;
    let drawn = 0;
    new ResizeObserver(() => {
      const width = Math.floor(place.clientWidth);
      if (width === drawn || width === 0) return;
      drawn = width;
      place.replaceChildren(make(width));
    }).observe(place);
  }
}
