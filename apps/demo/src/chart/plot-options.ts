import type uPlot from 'uplot';
import type { ChartLook } from './chart-look.ts';
import type { Across, Up } from './chart-parts.ts';
import { logRange, powersOfTen } from './log-range.ts';

/** What a plot is to show; it may change while the plot stands. */
export interface Shown {
  readonly across: Across;
  readonly up: Up;
  readonly look: ChartLook;
}

const wholeSteps = Array.from({ length: 12 }, (_, n) => [1, 2, 5].map((m) => m * 10 ** n)).flat();

/** Whether a curve has one value, of which no line is drawn. */
function isSingle({ data }: uPlot, curve: number): boolean {
  return Array.from(data[curve]!).filter((value) => typeof value === 'number').length === 1;
}

/** Options of uPlot for curves over whole steps; all that can change is asked of `shown` at each drawing. */
export function plotOptions(
  shown: () => Shown,
  size: { readonly width: number; readonly height: number },
): uPlot.Options {
  const { up, look } = shown();
  const axis: uPlot.Axis = {
    stroke: () => shown().look.ink,
    font: look.font,
    labelFont: look.labelFont,
    labelSize: 20,
    labelGap: 2,
    ticks: { show: false },
    grid: {
      stroke: () => shown().look.lines,
      width: 1,
      // Lines are where the numbers are.
      filter: (u, splits, index, space, incr) =>
        u.axes[index]!.filter!(u, splits, index, space, incr),
    },
  };
  return {
    ...size,
    padding: [8, null, null, null],
    pxAlign: 0,
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false, setScale: false },
      bind: { dblclick: () => null },
      hover: { skip: [undefined, null] },
    },
    scales: {
      x: { time: false, range: () => [shown().across.from, shown().across.to] },
      y: scaleOf(shown),
    },
    series: [
      {},
      ...look.curves.map(({ width, dash }, n): uPlot.Series => ({
        stroke: () => shown().look.curves[n]?.colour ?? look.ink,
        width,
        dash,
        spanGaps: true,
        points: { show: isSingle, size: 9, fill: () => shown().look.curves[n]?.colour ?? look.ink },
      })),
    ],
    axes: [
      {
        ...axis,
        label: () => shown().across.label,
        size: 24,
        gap: 4,
        space: 56,
        incrs: wholeSteps,
        // Before a run nobody knows how many steps it will have.
        values: (_, splits) => (shown().across.to > 1 ? splits : []),
        grid: { show: false },
        border: { show: true, stroke: () => shown().look.lines, width: 1 },
      },
      {
        ...axis,
        label: () => shown().up.label,
        size: 52,
        gap: 6,
        space: 28,
        values: (_, splits) =>
          splits.map((value) => (value === null ? '' : shown().up.mark(value))),
        ...(up.scale.kind === 'log' &&
          up.scale.isOfPowers && { splits: (_u, _axis, min, max) => powersOfTen(min, max) }),
      },
    ],
  };
}

function scaleOf(shown: () => Shown): uPlot.Scale {
  const { scale } = shown().up;
  if (scale.kind === 'linear') return { range: [scale.from, scale.to] };
  const ranged: uPlot.Scale = {
    range: (_, lowest, highest) => logRange(scale, lowest, highest),
    clamp: (_u, _value, bottom) => bottom,
  };
  // Logarithmic; the name that uPlot has for it is a type only.
  return Object.assign(ranged, { distr: 3 });
}
