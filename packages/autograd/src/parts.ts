import type { Shape, Window } from '@rondo/tensor';

/** Neighbouring places on one axis. */
export interface Span {
  readonly axis: number;
  readonly start: number;
  readonly size: number;
}

/** The span of a window that is whole on all axes but one, and without steps on that. */
export function spanOf(shape: Shape, { starts, sizes, steps }: Window): Span | undefined {
  let axis: number | undefined;
  for (const [i, size] of sizes.entries()) {
    if (size === shape[i]) continue;
    if (axis !== undefined || steps[i] !== 1 || size === 0) return undefined;
    axis = i;
  }
  return axis === undefined ? undefined : { axis, start: starts[axis]!, size: sizes[axis]! };
}

/** Spans of one axis that do not overlap, in order. */
export class Parts {
  readonly axis: number;
  readonly #length: number;
  readonly #spans: Span[] = [];

  constructor(length: number, axis: number) {
    this.#length = length;
    this.axis = axis;
  }

  /** Takes a span in; false where it is of another axis or overlaps one that is there. */
  take(span: Span): boolean {
    if (span.axis !== this.axis) return false;
    // Most come in order, forward or backward.
    let at = this.#spans.length;
    while (at > 0 && this.#spans[at - 1]!.start > span.start) at--;
    const before = this.#spans[at - 1];
    const after = this.#spans[at];
    if (before && before.start + before.size > span.start) return false;
    if (after && span.start + span.size > after.start) return false;
    this.#spans.splice(at, 0, span);
    return true;
  }

  /** What no span covers. */
  gaps(): Span[] {
    const gaps: Span[] = [];
    let end = 0;
    for (const { start, size } of [...this.#spans, { start: this.#length, size: 0 }]) {
      if (start > end) gaps.push({ axis: this.axis, start: end, size: start - end });
      end = start + size;
    }
    return gaps;
  }
}
