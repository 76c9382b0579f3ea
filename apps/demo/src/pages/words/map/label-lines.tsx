import { labelHeight, type LabelPlace } from './map-labels.ts';
import type { MapSize } from './map-layout.ts';

interface LabelLine {
  /** Of the dot. */
  readonly x: number;
  readonly y: number;
  readonly place: LabelPlace;
  readonly width: number;
}

/** Lines from dots to labels that had to go farther away. */
export function LabelLines(props: {
  readonly size: MapSize;
  readonly lines: readonly LabelLine[];
}) {
  const { width, height } = props.size;
  return (
    <svg class="label-lines" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {props.lines.map(({ x, y, place: { dx, dy }, width: wide }, n) => (
        <line
          key={n}
          x1={x}
          y1={y}
          x2={x + (dx < 0 ? dx + wide : dx)}
          y2={y + dy + labelHeight / 2}
        />
      ))}
    </svg>
  );
}
