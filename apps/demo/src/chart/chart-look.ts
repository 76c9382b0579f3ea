/** How a chart is drawn: what the styles of the page give its parts. */
export interface ChartLook {
  /** Of numbers and of names. */
  readonly font: string;
  readonly labelFont: string;
  readonly ink: string;
  readonly lines: string;
  readonly curves: readonly CurveLook[];
}

interface CurveLook {
  readonly colour: string;
  readonly width: number;
  readonly dash: number[];
}

const dashes: Readonly<Record<string, number[]>> = { dashed: [6, 4], dotted: [2, 4] };

/** Reads it from the box and from the keys of the legend, where all colours of the theme and of the system have come together. */
export function lookOf(figure: Element): ChartLook {
  const box = getComputedStyle(figure.querySelector('.chart-box')!);
  return {
    font: `${box.fontSize} ${box.fontFamily}`,
    labelFont: `${box.fontSize} ${getComputedStyle(figure).fontFamily}`,
    ink: box.color,
    lines: box.borderBottomColor,
    curves: [...figure.querySelectorAll('.curve-key')].map((key) => {
      const { borderTopColor, borderTopWidth, borderTopStyle } = getComputedStyle(key);
      const width = Number.parseFloat(borderTopWidth);
      return { colour: borderTopColor, width, dash: dashes[borderTopStyle] ?? [] };
    }),
  };
}
