import { elementCount, type FusedAttributes, type Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { viewOf } from '../../layout/axes.ts';
import { reads, writes } from '../kernel.ts';
import { reduce } from '../reduce/reduce.ts';
import { withScratch } from '../scratch.ts';
import { named } from '../slot-table.ts';
import { placeFunctions, triple, vector, type Geometry } from './geometry.ts';

/** A thread computes the weights of so many channels of the output and of x, for one element of the kernel. */
const tile = 4;
/** Threads of a workgroup along elements of the kernel and channels of x, and along channels of the output. */
const across = 16;
const down = 4;

/** About so many threads are wanted: where there are few weights, several share the places. */
const threads = 2 ** 15;
/** Places below which a thread is not worth while. */
const fewPlaces = 256;

const each = [0, 1, 2, 3];

/** dw[o, c, k] = Σ_n Σ_t dy[n, o, t] · x[n, c, t · stride - padding + k · dilation]; sums of parts of the places are summed in order. */
export function weightGradient(
  gpu: GpuContext,
  x: Operand,
  ofOutput: Operand,
  dWeight: Operand,
  geometry: Geometry,
  attributes: FusedAttributes['convolution'],
): void {
  const { N, groups, inputs, outputs, places, taps } = geometry;
  const count = elementCount(dWeight.shape);
  if (count === 0) return;
  const columns = N * places;
  const items = Math.ceil(inputs / tile) * taps;
  const working = items * Math.ceil(outputs / tile) * groups;
  const wanted = Math.min(Math.floor(threads / working), Math.ceil(columns / fewPlaces));
  const parts = Math.max(1, Math.min(wanted, Math.floor(65_535 / groups)));
  const run = (output: Operand): void => {
    const sizes = { columns, items, parts };
    partialSums(gpu, x, ofOutput, output, geometry, attributes, sizes);
  };
  if (parts === 1) {
    run(dWeight);
    return;
  }
  withScratch(gpu, [parts, count], (sums) => {
    run(sums);
    reduce(gpu, 'sum', sums, [0], viewOf(dWeight, [1, count], [count, 1]));
  });
}

interface PartSizes {
  readonly columns: number;
  readonly items: number;
  readonly parts: number;
}

function partialSums(
  gpu: GpuContext,
  x: Operand,
  ofOutput: Operand,
  output: Operand,
  { groups, inputs, outputs, size, convolved, kernel }: Geometry,
  { stride, padding, dilation }: FusedAttributes['convolution'],
  { columns, items, parts }: PartSizes,
): void {
  gpu.run(
    named({
      key: 'convolution weight',
      slots: { x: reads(x), dy: reads(ofOutput), dw: writes(output) },
      parameters: {
        rows: 'u32',
        channels: 'u32',
        columns: 'u32',
        groups: 'u32',
        items: 'u32',
        parts: 'u32',
        chunk: 'u32',
        ...triple('size'),
        ...triple('convolved'),
        ...triple('kernel'),
        ...triple('stride'),
        ...triple('padding'),
        ...triple('dilation'),
      },
      values: [
        outputs,
        inputs,
        columns,
        groups,
        items,
        parts,
        Math.ceil(columns / parts),
        ...size,
        ...convolved,
        ...kernel,
        ...stride,
        ...padding,
        ...dilation,
      ],
      workgroups: [
        Math.ceil(items / across),
        Math.ceil(outputs / (tile * down)),
        Math.min(groups * parts, 65_535),
      ],
      code: (at) => `${placeFunctions}
@compute @workgroup_size(${across}, ${down})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) count: vec3u) {
  let top = id.y * ${tile}u;
  if (id.x >= p.items || top >= p.rows) { return; }
  let size = ${vector('size')};
  let convolved = ${vector('convolved')};
  let volume = u32(size.x * size.y * size.z);
  let places = u32(convolved.x * convolved.y * convolved.z);
  let taps = u32(p.kernel0 * p.kernel1 * p.kernel2);
  let k = id.x % taps;
  let left = id.x / taps * ${tile}u;
  let shift = placeOf(k, ${vector('kernel')}) * ${vector('dilation')} - ${vector('padding')};
  // Channels beyond the end are the last one again, and not written.
  ${each.map((r) => `let row${r} = min(top + ${r}u, p.rows - 1u);`).join(' ')}
  ${each.map((c) => `let x${c} = min(left + ${c}u, p.channels - 1u) * volume;`).join(' ')}
  for (var z = id.z; z < p.groups * p.parts; z += count.z) {
    let g = z % p.groups;
    let part = z / p.groups;
    let begin = part * p.chunk;
    let end = min(begin + p.chunk, p.columns);
    ${each.map((r) => `var sum${r} = vec4f();`).join(' ')}
    var image = (begin / places) * p.groups + g;
    var t = begin % places;
    var place = placeOf(t, convolved);
    for (var column = begin; column < end; column++) {
      let met = place * ${vector('stride')} + shift;
      if (isWithin(met, size)) {
        let start = image * p.channels * volume + elementAt(met, size);
        let x = vec4f(${each.map((c) => at('x', `start + x${c}`)).join(', ')});
        let slopes = image * p.rows * places + t;
        ${each.map((r) => `sum${r} = fma(vec4f(${at('dy', `slopes + row${r} * places`)}), x, sum${r});`).join('\n        ')}
      }
      t++;
      place.z++;
      if (place.z == convolved.z) {
        place.z = 0;
        place.y++;
        if (place.y == convolved.y) {
          place.y = 0;
          place.x++;
          if (place.x == convolved.x) { place.x = 0; t = 0u; image += p.groups; }
        }
      }
    }
    let sums = mat4x4f(sum0, sum1, sum2, sum3);
    for (var r = 0u; r < min(${tile}u, p.rows - top); r++) {
      for (var c = 0u; c < min(${tile}u, p.channels - left); c++) {
        let row = (part * p.groups + g) * p.rows + top + r;
        ${at('dw', '(row * p.channels + left + c) * taps + k')} = sums[r][c];
      }
    }
  }
}`,
    }),
  );
}
