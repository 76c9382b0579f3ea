import type { FusedAttributes, Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { reads, writes } from '../kernel.ts';
import { named, optional } from '../slot-table.ts';
import { placeFunctions, triple, vector, type Geometry } from './geometry.ts';

/** A thread computes so many channels at so many places; a workgroup has threads for `across` times the places, `down` times the channels. */
const tile = 4;
const across = 16;
const down = 4;

const each = [0, 1, 2, 3];

/** WGSL of which place of the source element `tap` of the kernel meets for a place of the result, and of whether it is one. */
const meetings = {
  // s = t · stride - padding + k · dilation
  forward: `
  let met = place * ${vector('stride')} - ${vector('padding')} + tap * ${vector('dilation')};
  let isThere = isWithin(met, source);`,
  // s · stride = t + padding - k · dilation
  back: `
  let scaled = place + ${vector('padding')} - tap * ${vector('dilation')};
  let met = scaled / ${vector('stride')};
  let isThere = all(scaled >= vec3i(0)) && all(met * ${vector('stride')} == scaled) && all(met < source);`,
};

interface Correlation {
  readonly direction: keyof typeof meetings;
  readonly source: Operand;
  readonly weight: Operand;
  readonly bias?: Operand | undefined;
  readonly result: Operand;
}

/**
 * result[n, r, t] = Σ_c Σ_k weight[r, c, k] · source[n, c, place(t, k)] (+ bias[r]) in each group: the convolution, or the gradient of its
 * input with the channels of the weight the other way round. Each thread keeps a tile of sums in registers.
 */
export function correlate(
  gpu: GpuContext,
  { direction, source, weight, bias, result }: Correlation,
  { N, groups, inputs, outputs, size, convolved, kernel, places, volume, taps }: Geometry,
  { stride, padding, dilation }: FusedAttributes['convolution'],
): void {
  const isForward = direction === 'forward';
  const [rows, channels] = isForward ? [outputs, inputs] : [inputs, outputs];
  const columns = N * (isForward ? places : volume);
  if (rows * columns === 0) return;
  gpu.run(
    named({
      key: `convolution ${direction}`,
      slots: {
        x: reads(source),
        w: reads(weight),
        bias: optional(reads, bias),
        y: writes(result),
      },
      parameters: {
        rows: 'u32',
        channels: 'u32',
        columns: 'u32',
        groups: 'u32',
        stepRow: 'u32',
        stepChannel: 'u32',
        ...triple('source'),
        ...triple('result'),
        ...triple('kernel'),
        ...triple('stride'),
        ...triple('padding'),
        ...triple('dilation'),
      },
      values: [
        rows,
        channels,
        columns,
        groups,
        isForward ? inputs * taps : taps,
        isForward ? taps : inputs * taps,
        ...(isForward ? [...size, ...convolved] : [...convolved, ...size]),
        ...kernel,
        ...stride,
        ...padding,
        ...dilation,
      ],
      workgroups: [
        Math.min(Math.ceil(columns / (tile * across)), 65_535),
        Math.ceil(rows / (tile * down)),
        Math.min(groups, 65_535),
      ],
      code: (at) => `${placeFunctions}
// The element of the source that is met, -1 for none.
fn metBy(place: vec3i, tap: vec3i, source: vec3i) -> i32 {
  ${meetings[direction]}
  return select(-1, i32(elementAt(met, source)), isThere);
}
@compute @workgroup_size(${across}, ${down})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) count: vec3u) {
  let top = id.y * ${tile}u;
  if (top >= p.rows) { return; }
  let source = ${vector('source')};
  let result = ${vector('result')};
  let volume = u32(source.x * source.y * source.z);
  let places = u32(result.x * result.y * result.z);
  let taps = p.kernel0 * p.kernel1 * p.kernel2;
  // Rows and columns beyond the end are the last one again, and not written.
  ${each.map((r) => `let row${r} = min(top + ${r}u, p.rows - 1u);`).join(' ')}
  for (var g = id.z; g < p.groups; g += count.z) {
    let weights = g * p.rows * p.channels * u32(taps);
    for (var left = id.x * ${tile}u; left < p.columns; left += count.x * ${tile * across}u) {
      ${each
        .map(
          (c) => `let column${c} = min(left + ${c}u, p.columns - 1u);
      let image${c} = (column${c} / places) * p.groups + g;
      let place${c} = placeOf(column${c} % places, result);
      let start${c} = image${c} * p.channels * volume;`,
        )
        .join('\n      ')}
      ${each.map((r) => `var sum${r} = vec4f();`).join(' ')}
      for (var k = 0; k < taps; k++) {
        let tap = placeOf(u32(k), ${vector('kernel')});
        let met = vec4i(${each.map((c) => `metBy(place${c}, tap, source)`).join(', ')});
        let isThere = met >= vec4i(0);
        if (!any(isThere)) { continue; }
        ${each.map((c) => `var x${c} = start${c} + u32(max(met[${c}], 0));`).join(' ')}
        ${each.map((r) => `var w${r} = weights + row${r} * p.stepRow + u32(k);`).join(' ')}
        for (var channel = 0u; channel < p.channels; channel++) {
          let x = select(vec4f(), vec4f(${each.map((c) => at('x', `x${c}`)).join(', ')}), isThere);
          ${each.map((r) => `sum${r} = fma(vec4f(${at('w', `w${r}`)}), x, sum${r}); w${r} += p.stepChannel;`).join('\n          ')}
          ${each.map((c) => `x${c} += volume;`).join(' ')}
        }
      }
      ${each
        .map(
          (r) => `if (top + ${r}u < p.rows) {
        ${bias ? `sum${r} += ${at('bias', `g * p.rows + row${r}`)};` : ''}
        ${each.map((c) => `if (left + ${c}u < p.columns) { ${at('y', `(image${c} * p.rows + row${r}) * places + column${c} % places`)} = sum${r}[${c}]; }`).join('\n        ')}
      }`,
        )
        .join('\n      ')}
    }
  }
}`,
    }),
  );
}
