import uPlot from 'uplot';
import type { Curve, Reading } from './chart-parts.ts';
import { plotOptions, type Shown } from './plot-options.ts';

/** Curves that uPlot draws into a box. */
export class Plot {
  readonly #plot: uPlot;
  readonly #sized: ResizeObserver;
  #shown: Shown;

  /** `onRead` hears what is at the cursor, undefined when it has gone. */
  constructor(box: HTMLElement, shown: Shown, onRead: (reading: Reading | undefined) => void) {
    this.#shown = shown;
    const options = plotOptions(() => this.#shown, sizeOf(box));
    const read = (): void => onRead(this.#reading());
    this.#plot = new uPlot({ ...options, hooks: { setCursor: [read] } }, dataOf([], shown), box);
    followTouch(this.#plot);
    this.#sized = new ResizeObserver(() => this.#plot.setSize(sizeOf(box)));
    this.#sized.observe(box);
  }

  show(curves: readonly Curve[], shown: Shown): void {
    // More or fewer curves are drawn by another plot, which takes this one's place.
    if (curves.length !== this.#plot.series.length - 1) return;
    this.#shown = shown;
    this.#plot.setData(dataOf(curves, shown));
  }

  /** Draws the same anew: colours, and with forced colours dashes, have changed. */
  restyle(look: Shown['look']): void {
    this.#shown = { ...this.#shown, look };
    look.curves.forEach(({ dash }, n) => Object.assign(this.#plot.series[n + 1] ?? {}, { dash }));
    this.#plot.redraw(false);
  }

  hide(curve: number, isHidden: boolean): void {
    this.#plot.setSeries(curve + 1, { show: !isHidden });
  }

  /** Moves the cursor to one of the places that have values. */
  goTo(index: number): void {
    const at = this.#plot.data[0][index];
    if (at !== undefined) this.#plot.setCursor({ left: this.#plot.valToPos(at, 'x'), top: 0 });
  }

  leave(): void {
    this.#plot.setCursor({ left: -10, top: -10 });
  }

  destroy(): void {
    this.#sized.disconnect();
    this.#plot.destroy();
  }

  #reading(): Reading | undefined {
    const { cursor, data, series } = this.#plot;
    const { idx: index, idxs = [] } = cursor;
    const at = index === null || index === undefined ? undefined : data[0][index];
    if (at === undefined) return undefined;
    const values = series.slice(1).map((_, n) => {
      const found = idxs[n + 1];
      return found === null || found === undefined
        ? undefined
        : (data[n + 1]?.[found] ?? undefined);
    });
    return values.some((value) => value !== undefined) ? { index: index!, at, values } : undefined;
  }
}

function sizeOf(box: HTMLElement): { width: number; height: number } {
  return { width: Math.max(1, box.clientWidth), height: Math.max(1, box.clientHeight) };
}

/** All curves over the places of all. The axes are drawn also where there are none. */
function dataOf(curves: readonly Curve[], { across, look }: Shown): uPlot.AlignedData {
  if (curves.every(({ at }) => at.length === 0)) {
    return [[across.from, across.to], ...look.curves.map(() => [null, null])];
  }
  return uPlot.join(curves.map(({ at, values }) => [[...at], [...values]]));
}

/** uPlot hears the mouse only; a finger goes along the curves, or scrolls the page up and down. */
function followTouch(plot: uPlot): void {
  const follow = ({ pointerType, clientX }: PointerEvent): void => {
    if (pointerType === 'touch') {
      plot.setCursor({ left: clientX - plot.over.getBoundingClientRect().left, top: 0 });
    }
  };
  plot.over.addEventListener('pointerdown', follow);
  plot.over.addEventListener('pointermove', follow);
}
