import type { Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { gridOf } from '../../layout/grid.ts';
import { inStages } from '../../layout/in-stages.ts';
import { sumOf } from '../../wgsl/team-functions.ts';
import { reads, writes } from '../kernel.ts';

export interface ColumnSums {
  readonly key: string;
  readonly inputs: readonly Operand[];
  /** The sums of each column, and for each the term of row `row`, column `column` as WGSL of `at`, the element's number. */
  readonly outputs: readonly {
    readonly operand: Operand;
    readonly term: (names: readonly string[]) => string;
  }[];
  readonly rows: number;
  readonly length: number;
}

/** output[j] = Σ_i term(i, j): always in the same order, so that two runs give the same bits. All operands are in order. */
export function columnSums(
  gpu: GpuContext,
  { key, inputs, outputs, rows, length }: ColumnSums,
): void {
  if (outputs.length === 0 || length === 0) return;
  const slots = [...inputs.map(reads), ...outputs.map(({ operand }) => writes(operand))];
  const { columns, lanes } = gpu.teams.ofColumns;
  gpu.run({
    key: `column sums ${lanes} ${key}`,
    slots,
    parameters: () => ({
      rows: 'u32',
      length: 'u32',
      ...Object.fromEntries(slots.map((_, k) => [`offset${k}`, 'u32'] as const)),
    }),
    values: [rows, length, ...slots.map(({ operand }) => operand.offset)],
    workgroups: gridOf(length, columns),
    code: (names) => `
${lanes > 1 ? outputs.map((_, k) => `var<workgroup> shared${k}: array<f32, ${columns * lanes}>;`).join('\n') : ''}
@compute @workgroup_size(${columns}, ${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) id: vec3u, @builtin(local_invocation_index) own: u32) {
  let column = (group.y * groups.x + group.x) * ${columns}u + id.x;
  let end = select(0u, p.rows, column < p.length);
  ${inStages(
    { first: 'id.y', end: 'end', step: `${lanes}u` },
    outputs.map(({ term }, k) => ({ ...sumOf, name: `sum${k}`, term: term(names) })),
    'let row = j; let at = row * p.length + column;',
  )}
  ${lanes > 1 ? betweenLanes(outputs.length, columns, lanes) : ''}
  if (id.y == 0u && column < p.length) {
    ${outputs.map((_, k) => `${names[inputs.length + k]}[p.offset${inputs.length + k} + column] = sum${k};`).join('\n    ')}
  }
}`,
  });
}

/** WGSL that adds to the sums of the first lane those of the others. */
function betweenLanes(sums: number, columns: number, lanes: number): string {
  const each = (code: (k: number) => string): string =>
    Array.from({ length: sums }, (_, k) => code(k)).join(' ');
  return `
  ${each((k) => `shared${k}[own] = sum${k};`)}
  for (var half = ${lanes / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (id.y < half) {
      ${each((k) => `sum${k} += shared${k}[own + half * ${columns}u]; shared${k}[own] = sum${k};`)}
    }
  }`;
}
