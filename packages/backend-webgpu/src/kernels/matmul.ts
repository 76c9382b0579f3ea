import type { MatmulOptions, Operand } from '@rondo/tensor';
import type { GpuContext } from '../device/gpu-context.ts';
import { indexingOf } from '../layout/indexing.ts';
import { loopsOver } from '../layout/loops.ts';
import { withAxes } from '../layout/axes.ts';
import { reads, writes } from './kernel.ts';

/** A thread computes this many rows and columns of the product, a workgroup `group` times as many. */
const tile = 4;
const group = 8;

/** output[.., i, j] = Σ_k a[.., i, k] · b[.., k, j] (+ bias[j]), then the activation. Each thread keeps a tile of sums in registers. */
export function matmul(
  gpu: GpuContext,
  a: Operand,
  b: Operand,
  output: Operand,
  { bias, accumulate = false, activation }: MatmulOptions = {},
): void {
  const rank = output.shape.length;
  const axes = output.shape.slice(0, -2).map((_, axis) => axis);
  const loops = loopsOver([a, b, output].map((operand) => withAxes(operand, axes)));
  const [rows, columns] = [output.shape[rank - 2]!, output.shape[rank - 1]!];
  if (rows * columns * loops.size === 0) return;
  const batch = indexingOf(loops);
  const steps = [a, b, output].flatMap(({ strides }) => [strides[rank - 2]!, strides[rank - 1]!]);
  gpu.run({
    key: `matmul${bias ? ' bias' : ''}${accumulate ? ' accumulate' : ''} ${activation ?? ''}, ${batch.key}`,
    slots: [reads(a), reads(b), writes(output), ...(bias ? [reads(bias)] : [])],
    parameters: () => ({
      rows: 'u32',
      columns: 'u32',
      depth: 'u32',
      batches: 'u32',
      aRow: 'i32',
      aDepth: 'i32',
      bDepth: 'i32',
      bColumn: 'i32',
      yRow: 'i32',
      yColumn: 'i32',
      biasOffset: 'i32',
      biasStep: 'i32',
      ...batch.parameters,
    }),
    values: [
      rows,
      columns,
      a.shape[rank - 1]!,
      loops.size,
      ...steps,
      bias?.offset ?? 0,
      bias?.strides[0] ?? 0,
      ...batch.values,
    ],
    workgroups: [
      Math.ceil(columns / (tile * group)),
      Math.ceil(rows / (tile * group)),
      Math.min(loops.size, 65_535),
    ],
    code: ([x, w, y, c]) => {
      const each = [0, 1, 2, 3];
      const biased = bias ? ` + ${c}[u32(p.biasOffset + i32(column) * p.biasStep)]` : '';
      const added = accumulate ? ` + ${y}[place]` : '';
      const final = activation === 'relu' ? 'select(value, 0.0, value < 0.0)' : 'value';
      return `
@compute @workgroup_size(${group}, ${group})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row0 = id.y * ${tile}u;
  let column0 = id.x * ${tile}u;
  if (row0 >= p.rows || column0 >= p.columns) { return; }
  for (var i = id.z; i < p.batches; i += groups.z) {
    ${batch.code}
    // Rows and columns beyond the end read the last one, and are not written.
    ${each.map((r) => `var x${r} = i32(at0) + i32(min(row0 + ${r}u, p.rows - 1u)) * p.aRow;`).join('\n    ')}
    ${each.map((s) => `var w${s} = i32(at1) + i32(min(column0 + ${s}u, p.columns - 1u)) * p.bColumn;`).join('\n    ')}
    ${each.map((r) => `var sum${r} = vec4f();`).join(' ')}
    for (var k = 0u; k < p.depth; k++) {
      let weights = vec4f(${each.map((s) => `${w}[w${s}]`).join(', ')});
      ${each.map((r) => `sum${r} = fma(vec4f(${x}[x${r}]), weights, sum${r}); x${r} += p.aDepth;`).join('\n      ')}
      ${each.map((s) => `w${s} += p.bDepth;`).join(' ')}
    }
    let sums = mat4x4f(sum0, sum1, sum2, sum3);
    for (var r = 0u; r < min(${tile}u, p.rows - row0); r++) {
      for (var s = 0u; s < min(${tile}u, p.columns - column0); s++) {
        let column = column0 + s;
        let place = u32(i32(at2) + i32(row0 + r) * p.yRow + i32(column) * p.yColumn);
        let value = sums[r][s]${biased}${added};
        ${y}[place] = ${final};
      }
    }
  }
}`;
    },
  });
}
