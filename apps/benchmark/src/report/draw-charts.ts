import type * as ObservablePlot from '@observablehq/plot';
import type { ChartData } from './chart-data.ts';

/**
 * Draws the charts of a page, again whenever their width changes. The page gets the text of this function, so it uses nothing from
 * outside its body.
 */
export function drawCharts(data: ChartData, plot: typeof ObservablePlot, page: Document): void {
  const { contestants, speeds, rates } = data;
  const style = { background: 'none', fontSize: '12px', overflow: 'visible' };
  const color = {
    domain: contestants.map(({ title }) => title),
    range: contestants.map((one) => one.color),
  };
  const common = (names: readonly string[], width: number) => ({
    width,
    height: 76 + 22 * names.length,
    marginBottom: 44,
    marginLeft: 24 + 6.7 * Math.max(...names.map((name) => name.length)),
    marginRight: 24,
    style,
    color,
    y: { type: 'band' as const, domain: names, label: null, tickSize: 0, padding: 0.2 },
  });

  const draw: Record<string, (width: number) => Element> = {
    speeds(width) {
      const names = [...new Set(speeds.map(({ workload }) => workload))];
      return plot.plot({
        ...common(names, width),
        ariaLabel: 'Time of every contestant in units of ours, by workload',
        x: {
          type: 'log',
          grid: true,
          label: 'time in units of Rondo on one thread (left is faster) →',
          labelOffset: 40,
          tickFormat: (ratio: number) => `${ratio}×`,
          ticks: 6,
        },
        marks: [
          plot.ruleY(names, { stroke: 'var(--line)', strokeDasharray: '2 3' }),
          plot.ruleX([1], { stroke: 'var(--soft)' }),
          plot.dot(speeds, {
            x: 'times',
            y: 'workload',
            fill: 'contestant',
            stroke: 'var(--page)',
            strokeWidth: 0.7,
            r: 5,
          }),
          plot.tip(
            speeds,
            plot.pointer({
              x: 'times',
              y: 'workload',
              fill: 'var(--page)',
              title: (point) =>
                `${point.contestant}\n${point.workload}: ${point.times.toPrecision(3)}×`,
            }),
          ),
        ],
      });
    },
    rates(width) {
      const names = [...new Set(rates.map(({ workload }) => workload))];
      return plot.plot({
        ...common(names, width),
        ariaLabel: 'Arithmetic rate of every contestant, by workload',
        x: { grid: true, label: 'GFLOP/s of the matrix products →', labelOffset: 40, zero: true },
        marks: [
          plot.ruleY(names, { stroke: 'var(--line)', strokeDasharray: '2 3' }),
          plot.dot(rates, {
            x: 'gigaflops',
            y: 'workload',
            fill: 'contestant',
            stroke: 'var(--page)',
            strokeWidth: 0.7,
            r: 5,
          }),
          plot.tip(
            rates,
            plot.pointer({
              x: 'gigaflops',
              y: 'workload',
              fill: 'var(--page)',
              title: (point) =>
                `${point.contestant}\n${point.workload}: ${point.gigaflops.toPrecision(3)} GFLOP/s`,
            }),
          ),
        ],
      });
    },
  };

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
