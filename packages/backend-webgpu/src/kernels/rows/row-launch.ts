import { elementCount, type Operand } from '@rondo/tensor';
import { gridOf } from '../../layout/grid.ts';
import type { Launch, Parameters, Slot } from '../kernel.ts';

/** Threads that share a row. */
const team = 64;

export interface RowKernel {
  readonly key: string;
  readonly slots: readonly Slot[];
  /** Any operand with the rows: its last axis is a row. */
  readonly rows: Operand;
  readonly functions?: string;
  readonly parameters?: Parameters;
  readonly values?: readonly number[];
  readonly mayFault?: boolean;
  /**
   * WGSL for the row number `row` of `p.length` elements, run by all threads of a team: `own` is the thread, `offsetK` where slot K
   * begins, `sumOf(own, x)` and `maxOf(own, x)` combine the numbers of all threads.
   */
  readonly body: (names: readonly string[]) => string;
}

/** A team of threads for each row. All operands are in order. */
export function rowLaunch({
  key,
  slots,
  rows: { shape },
  functions = '',
  parameters = {},
  values = [],
  mayFault = false,
  body,
}: RowKernel): Launch {
  const length = shape.at(-1)!;
  const count = elementCount(shape.slice(0, -1));
  return {
    key,
    slots,
    mayFault,
    parameters: () => ({
      count: 'u32',
      length: 'u32',
      ...Object.fromEntries(slots.map((_, k) => [`offset${k}`, 'u32'] as const)),
      ...parameters,
    }),
    values: [count, length, ...slots.map(({ operand }) => operand.offset), ...values],
    workgroups: gridOf(count, 1),
    code: (names) => `${functions}
var<workgroup> team: array<f32, ${team}>;
${combined('sumOf', (a, b) => `${a} + ${b}`)}
${combined('maxOf', (a, b) => `max(${a}, ${b})`)}
@compute @workgroup_size(${team})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) own: u32) {
  let row = group.y * groups.x + group.x;
  if (row >= p.count) { return; }
  ${body(names)}
}`,
  };
}

function combined(name: string, combine: (a: string, b: string) => string): string {
  return `
fn ${name}(own: u32, x: f32) -> f32 {
  workgroupBarrier();
  team[own] = x;
  for (var half = ${team / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (own < half) { team[own] = ${combine('team[own]', 'team[own + half]')}; }
  }
  workgroupBarrier();
  return team[0];
}`;
}

/** A loop over the row's elements that belong to the thread: `j` is the column. */
export function eachColumn(body: string): string {
  return `for (var j = own; j < p.length; j += ${team}u) { ${body} }`;
}
