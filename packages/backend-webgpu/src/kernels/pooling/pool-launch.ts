import { elementCount, type FusedAttributes, type Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { eachElement, gridOf } from '../../layout/grid.ts';
import { reads, type Slot } from '../kernel.ts';
import { named, type ElementAt } from '../slot-table.ts';
import type { TableCache } from './table-cache.ts';
import { windowTable } from './window-table.ts';

const axes = [0, 1, 2] as const;

export interface Pooling {
  readonly key: string;
  /** Their names in the code; one thread runs for each element of `of`. */
  readonly slots: Readonly<Record<string, Slot | undefined>>;
  readonly of: 'x' | 'y';
  /** x and the output, or their gradients: the last three axes count. */
  readonly x: Operand;
  readonly y: Operand;
  readonly attributes: FusedAttributes['maxPool'] & Partial<FusedAttributes['avgPool']>;
  readonly functions?: string;
  /**
   * WGSL for the element `i` of `of`, at `c0`, `c1`, `c2` of the last three axes: `fromX` and `fromY` are where the volumes of the same
   * image and channel begin.
   */
  readonly body: (at: ElementAt) => string;
}

/** A kernel of pooling. Windows of all kinds are data. */
export function launchPooling(
  gpu: GpuContext,
  tables: TableCache,
  { key, slots, of, x, y, attributes, functions = '', body }: Pooling,
): void {
  const count = elementCount((of === 'x' ? x : y).shape);
  if (count === 0) return;
  const sizes = x.shape.slice(2);
  const table = tables.get(JSON.stringify([attributes, sizes]), () =>
    windowTable(attributes, sizes),
  );
  const lists = ['starts', 'ends', 'divisors', 'firsts', 'lasts'] as const;
  const parameters = Object.fromEntries(
    ['x', 'y', 'step', ...lists].flatMap((name) =>
      axes.map((axis) => [`${name}${axis}`, 'u32'] as const),
    ),
  );
  gpu.run(
    named({
      key: `pooling ${key}`,
      slots: { ...slots, table: reads(table.operand) },
      parameters: { count: 'u32', ...parameters },
      values: [
        count,
        ...sizes,
        ...y.shape.slice(2),
        ...attributes.windows.map(({ step }) => step),
        ...lists.flatMap((name) => table[name]),
      ],
      workgroups: gridOf(count),
      code: (at) => `${functions}
${eachElement(`
  let c2 = i % p.${of}2;
  let c1 = (i / p.${of}2) % p.${of}1;
  let rest = i / (p.${of}2 * p.${of}1);
  let c0 = rest % p.${of}0;
  let channel = rest / p.${of}0;
  let fromX = channel * p.x0 * p.x1 * p.x2;
  let fromY = channel * p.y0 * p.y1 * p.y2;
  ${body(at)}`)}`,
    }),
  );
}

/** WGSL that runs `body` for each place `s0`, `s1`, `s2` of the window `c0`, `c1`, `c2`: `place` is its number in the volume. */
export function eachPlace(at: ElementAt, body: string): string {
  const loops = axes.map(
    (axis) =>
      `for (var s${axis} = u32(${at('table', `p.starts${axis} + c${axis}`)}); s${axis} < u32(${at('table', `p.ends${axis} + c${axis}`)}); s${axis} += p.step${axis}) {`,
  );
  return `${loops.join('\n  ')}
    let place = (s0 * p.x1 + s1) * p.x2 + s2;
    ${body}
  }}}`;
}

/**
 * WGSL that runs `body` for each window `w0`, `w1`, `w2` from the first to the last that have the place `c0`, `c1`, `c2`; where windows
 * leave places out, some between may not have it. `window` is its number.
 */
export function eachWindow(at: ElementAt, body: string): string {
  const loops = axes.map(
    (axis) =>
      `for (var w${axis} = u32(${at('table', `p.firsts${axis} + c${axis}`)}); w${axis} < u32(${at('table', `p.lasts${axis} + c${axis}`)}); w${axis}++) {`,
  );
  return `${loops.join('\n  ')}
    let window = (w0 * p.y1 + w1) * p.y2 + w2;
    ${body}
  }}}`;
}
