import { elementCount, type Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { gridOf } from '../../layout/grid.ts';
import { inStages } from '../../layout/in-stages.ts';
import { library, type WgslFunction } from '../../wgsl/library.ts';
import { specialValues } from '../../wgsl/special-values.ts';
import { by, sumOf, type TeamFunction } from '../../wgsl/team-functions.ts';
import type { Parameters, Slot } from '../kernel.ts';

const sum = { start: sumOf.start, step: sumOf.step };

const maxOf: TeamFunction = {
  name: 'maxOf',
  type: 'f32',
  start: '-infinity()',
  step: (a, b) => `max(${a}, ${b})`,
  ofSubgroup: by('subgroupMax'),
};

export interface RowKernel {
  readonly key: string;
  readonly slots: readonly Slot[];
  /** Any operand with the rows: its last axis is a row. */
  readonly rows: Operand;
  /** What the body calls. */
  readonly functions?: readonly WgslFunction[];
  readonly parameters?: Parameters;
  readonly values?: readonly number[];
  readonly mayFault?: boolean;
  /**
   * WGSL for the row number `row` of `p.length` elements, run by all threads of a team: `own` is the thread, `offsetK` where slot K
   * begins, `sumOf(own, x)` and `maxOf(own, x)` combine the numbers of all threads.
   */
  readonly body: (names: readonly string[]) => string;
}

/** Runs a team of threads for each row. All operands are in order. */
export function overRows(gpu: GpuContext, kernel: RowKernel): void {
  const { key, slots, functions = [], parameters = {}, values = [], mayFault = false } = kernel;
  const { shape } = kernel.rows;
  const length = shape.at(-1)!;
  const team = gpu.teamFor(length);
  const count = elementCount(shape.slice(0, -1));
  gpu.run({
    key,
    slots,
    mayFault,
    team: { ...team, functions: [sumOf, maxOf] },
    parameters: () => ({
      count: 'u32',
      length: 'u32',
      ...Object.fromEntries(slots.map((_, k) => [`offset${k}`, 'u32'] as const)),
      ...parameters,
    }),
    values: [count, length, ...slots.map(({ operand }) => operand.offset), ...values],
    workgroups: gridOf(count, 1),
    code: (names) => `${library(specialValues, ...functions)}
@compute @workgroup_size(team)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) own: u32) {
  let row = group.y * groups.x + group.x;
  if (row >= p.count) { return; }
  ${kernel.body(names)}
}`,
  });
}

/** A loop over the row's elements that belong to the thread: `j` is the column. */
export function eachColumn(body: string): string {
  return `for (var j = own; j < p.length; j += team) { ${body} }`;
}

/** Declares each name as the sum of its term over the row's elements; `before` comes first at each element `j`. */
export function rowSums(terms: Readonly<Record<string, string>>, before = ''): string {
  const sums = Object.entries(terms).map(([name, term]) => ({ name: `own_${name}`, term, ...sum }));
  return `${inStages({ first: 'own', end: 'p.length', step: 'team' }, sums, before)}
  ${Object.keys(terms)
    .map((name) => `let ${name} = sumOf(own, own_${name});`)
    .join(' ')}`;
}
