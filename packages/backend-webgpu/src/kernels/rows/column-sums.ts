import type { Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { gridOf } from '../../layout/grid.ts';
import { reads, writes } from '../kernel.ts';

/** Neighbouring columns that a workgroup sums, and threads that share each of them. */
const columns = 16;
const lanes = 16;

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
  gpu.run({
    key: `column sums ${key}`,
    slots,
    parameters: () => ({
      rows: 'u32',
      length: 'u32',
      ...Object.fromEntries(slots.map((_, k) => [`offset${k}`, 'u32'] as const)),
    }),
    values: [rows, length, ...slots.map(({ operand }) => operand.offset)],
    workgroups: gridOf(length, columns),
    code: (names) => `
${outputs.map((_, k) => `var<workgroup> shared${k}: array<f32, ${columns * lanes}>;`).join('\n')}
@compute @workgroup_size(${columns}, ${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) id: vec3u, @builtin(local_invocation_index) own: u32) {
  let column = (group.y * groups.x + group.x) * ${columns}u + id.x;
  ${outputs.map((_, k) => `var sum${k} = 0.0;`).join(' ')}
  if (column < p.length) {
    for (var row = id.y; row < p.rows; row += ${lanes}u) {
      let at = row * p.length + column;
      ${outputs.map(({ term }, k) => `sum${k} += ${term(names)};`).join('\n      ')}
    }
  }
  ${outputs.map((_, k) => `shared${k}[own] = sum${k};`).join(' ')}
  for (var half = ${lanes / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (id.y < half) {
      ${outputs.map((_, k) => `shared${k}[own] += shared${k}[own + half * ${columns}u];`).join('\n      ')}
    }
  }
  if (id.y == 0u && column < p.length) {
    ${outputs.map((_, k) => `${names[inputs.length + k]}[p.offset${inputs.length + k} + column] = shared${k}[own];`).join('\n    ')}
  }
}`,
  });
}
