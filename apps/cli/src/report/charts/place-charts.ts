import type { Draw } from './draw-curves.ts';

/**
 * Draws charts in their places (`data-chart` is the name), again whenever the width changes. The page gets the text of this function, so
 * it uses nothing from outside its body.
 */
export function placeCharts(draw: Readonly<Record<string, Draw>>, page: Document): void {
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
