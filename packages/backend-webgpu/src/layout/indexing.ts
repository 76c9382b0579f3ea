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
    return {
      key: `in order ${offsets.length}`,
      parameters: Object.fromEntries(offsets.map((_, k) => [`offset${k}`, 'u32'])),
      values: offsets,
      code: offsets.map((_, k) => `let at${k} = p.offset${k} + i;`).join('\n'),
    };
  }
  const known = layouts.get(`${offsets.length} of ${rank}`) ?? layout(offsets.length, rank);
  return { ...known, values: [...shape, ...strides.flat(), ...offsets] };
}

const layouts = new Map<string, Omit<Indexing, 'values'>>();

function layout(operands: number, rank: number): Omit<Indexing, 'values'> {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const each = Array.from({ length: operands }, (_, k) => k);
  const parameters: Parameters = Object.fromEntries([
    ...axes.map((axis) => [`size${axis}`, 'u32'] as const),
    ...each.flatMap((k) => axes.map((axis) => [`step${k}_${axis}`, 'i32'] as const)),
    ...each.map((k) => [`offset${k}`, 'i32'] as const),
  ]);
  const parts = axes.toReversed().map((axis) =>
    axis === 0
      ? 'let c0 = i32(rest);'
      : `let c${axis} = i32(rest % p.size${axis}); rest = rest / p.size${axis};`,
  );
  const places = each.map((k) => {
    const terms = axes.map((axis) => `c${axis} * p.step${k}_${axis}`);
    return `let at${k} = u32(p.offset${k} + ${terms.join(' + ')});`;
  });
  const made = {
    key: `${operands} of rank ${rank}`,
    parameters,
    code: ['var rest = i;', ...parts, ...places].join('\n'),
  };
  layouts.set(`${operands} of ${rank}`, made);
  return made;
}
