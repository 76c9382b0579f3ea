import type { Launch } from '../kernel.ts';
import { halfSteps, placeOf, type Product } from './product.ts';

/** A thread computes this many rows and columns of the product, a workgroup `group` times as many. */
const tile = 4;
const group = 8;

const each = [0, 1, 2, 3];

/**
 * Each thread keeps a tile of sums in registers and reads from memory what it multiplies: no thread waits for another. With `half`, factors
 * are rounded to float16, and their products summed in it a few at a time.
 */
export function byRegisters(product: Product, half: boolean): Launch {
  const { rows, columns, batches, batch, slots, parameters, values } = product;
  return {
    slots,
    parameters,
    values,
    key: `matmul by registers${half ? ' half' : ''}${product.key}`,
    usesHalf: half,
    workgroups: [
      Math.ceil(columns / (tile * group)),
      Math.ceil(rows / (tile * group)),
      Math.min(batches, 65_535),
    ],
    code: (names) => {
      const [x, w, y] = names;
      return `
@compute @workgroup_size(${group}, ${group})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row0 = id.y * ${tile}u;
  let column0 = id.x * ${tile}u;
  if (row0 >= p.rows || column0 >= p.columns) { return; }
  for (var i = id.z; i < p.batches; i += groups.z) {
    ${batch.code}
    // Rows and columns beyond the end read the last one, and are not written.
    ${each.map((r) => `var x${r} = ${placeOf.a(`min(row0 + ${r}u, p.rows - 1u)`, '0')};`).join('\n    ')}
    ${each.map((s) => `var w${s} = ${placeOf.b('0', `min(column0 + ${s}u, p.columns - 1u)`)};`).join('\n    ')}
    ${each.map((r) => `var sum${r} = vec4f();`).join(' ')}
    ${half ? inHalf(x!, w!) : inSingle(x!, w!)}
    let sums = mat4x4f(sum0, sum1, sum2, sum3);
    for (var r = 0u; r < min(${tile}u, p.rows - row0); r++) {
      for (var s = 0u; s < min(${tile}u, p.columns - column0); s++) {
        let column = column0 + s;
        let place = ${placeOf.output('row0 + r', 'column')};
        let value = sums[r][s];
        ${y}[place] = ${product.final(names)};
      }
    }
  }
}`;
    },
  };
}

function inSingle(x: string, w: string): string {
  return `for (var k = 0u; k < p.depth; k++) {
      let weights = vec4f(${each.map((s) => `${w}[w${s}]`).join(', ')});
      ${each.map((r) => `sum${r} = fma(vec4f(${x}[x${r}]), weights, sum${r}); x${r} += u32(p.aDepth);`).join('\n      ')}
      ${each.map((s) => `w${s} += u32(p.bDepth);`).join(' ')}
    }`;
}

function inHalf(x: string, w: string): string {
  return `for (var k0 = 0u; k0 < p.depth; k0 += ${halfSteps}u) {
      ${each.map((r) => `var part${r} = vec4h();`).join(' ')}
      for (var k = k0; k < min(k0 + ${halfSteps}u, p.depth); k++) {
        let weights = vec4h(vec4f(${each.map((s) => `${w}[w${s}]`).join(', ')}));
        ${each.map((r) => `part${r} = fma(vec4h(f16(${x}[x${r}])), weights, part${r}); x${r} += u32(p.aDepth);`).join('\n        ')}
        ${each.map((s) => `w${s} += u32(p.bDepth);`).join(' ')}
      }
      ${each.map((r) => `sum${r} += vec4f(part${r});`).join(' ')}
    }`;
}
