import type { Parameters } from '../kernels/kernel.ts';
import type { Loops } from './loops.ts';

/** How a kernel finds its elements: what it depends on, its parameters, and code that goes from an element's number to places. */
export interface Indexing {
  readonly key: string;
  readonly parameters: Parameters;
  readonly values: readonly number[];
  /** WGSL that declares `at0`, `at1`, .. from `i: u32`, the number of the element. */
  readonly code: string;
}

/**
 * Places of element `i` in each operand. Sizes, strides and offsets are parameters; only the number of axes and whether all operands lie
 * in order make other code.
 */
export function indexingOf({ shape, strides, offsets }: Loops): Indexing {
  const rank = shape.length;
  if (rank === 0 || (rank === 1 && strides.every(([step]) => step === 1))) {
    const { key, parameters, code } = (inOrder[offsets.length] ??= layoutInOrder(offsets.length));
    return { key, parameters, code, values: offsets };
  }
  const ofRank = (layouts[offsets.length] ??= []);
  const { key, parameters, code } = (ofRank[rank] ??= layout(offsets.length, rank));
  return { key, parameters, code, values: shape.concat(...strides, offsets) };
}

type Layout = Omit<Indexing, 'values'>;

/** Made before, by the number of operands. */
const inOrder: Layout[] = [];
/** Made before, by the number of operands and the rank. */
const layouts: Layout[][] = [];

function layoutInOrder(operands: number): Layout {
  const each = Array.from({ length: operands }, (_, k) => k);
  return {
    key: `in order ${operands}`,
    parameters: Object.fromEntries(each.map((k) => [`offset${k}`, 'u32'])),
    code: each.map((k) => `let at${k} = p.offset${k} + i;`).join('\n'),
  };
}

function layout(operands: number, rank: number): Layout {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const each = Array.from({ length: operands }, (_, k) => k);
  const parameters: Parameters = Object.fromEntries([
    ...axes.map((axis) => [`size${axis}`, 'u32'] as const),
    ...each.flatMap((k) => axes.map((axis) => [`step${k}_${axis}`, 'i32'] as const)),
    ...each.map((k) => [`offset${k}`, 'i32'] as const),
  ]);
  const parts = axes
    .toReversed()
    .map((axis) =>
      axis === 0
        ? 'let c0 = i32(rest);'
        : `let c${axis} = i32(rest % p.size${axis}); rest = rest / p.size${axis};`,
    );
  const places = each.map((k) => {
    const terms = axes.map((axis) => `c${axis} * p.step${k}_${axis}`);
    return `let at${k} = u32(p.offset${k} + ${terms.join(' + ')});`;
  });
  return {
    key: `${operands} of rank ${rank}`,
    parameters,
    code: ['var rest = i;', ...parts, ...places].join('\n'),
  };
}
