import type { Launch } from '../kernel.ts';
import { halfSteps, placeOf, type Product } from './product.ts';

/** Threads of a workgroup, along rows and along columns. */
const side = 16;
/** Steps along k between two fetches. */
const depthTile = halfSteps;

/** Rows and columns that a thread computes. */
export type ThreadTile = 4 | 8;

/** How many rows, and columns, a workgroup computes. */
export function blockOf(tile: ThreadTile): number {
  return side * tile;
}

/**
 * A workgroup computes a square of the product. It fetches what all of its threads multiply into its own memory, a few steps of k at a
 * time, so that each number comes from the device's memory once per square. With `half`, factors are rounded to float16 when they are
 * fetched, and their products summed in it until the next fetch.
 */
export function byWorkgroups(product: Product, tile: ThreadTile, half: boolean): Launch {
  const { rows, columns, batches, batch, slots, parameters, values } = product;
  const block = blockOf(tile);
  const { aAlongDepth, bAlongDepth } = product;
  const layout = `${aAlongDepth ? 'k' : 'r'}${bAlongDepth ? 'k' : 'c'}`;
  return {
    slots,
    parameters,
    values,
    key: `matmul by workgroups ${tile} ${layout}${half ? ' half' : ''}${product.key}`,
    usesHalf: half,
    workgroups: [Math.ceil(columns / block), Math.ceil(rows / block), Math.min(batches, 65_535)],
    code: (names) => {
      const [x, w, y] = names;
      const type = half ? 'f16' : 'f32';
      const each = Array.from({ length: tile }, (_, i) => i);
      const sums = each.flatMap((r) => each.map((s) => `${r}_${s}`));
      // In float32 the parts are the sums themselves.
      const part = half ? 'part' : 'sum';
      // Neighbouring threads fetch neighbours in memory.
      const fetch = (into: string, alongDepth: boolean, value: string): string => `
      for (var t = own; t < ${block * depthTile}u; t += ${side * side}u) {
        ${alongDepth ? `let k = t % ${depthTile}u; let line = t / ${depthTile}u;` : `let line = t % ${block}u; let k = t / ${block}u;`}
        ${into}[k * ${block}u + line] = ${type}();
        ${value}
      }`;
      return `
var<workgroup> left: array<${type}, ${block * depthTile}>;
var<workgroup> right: array<${type}, ${block * depthTile}>;
@compute @workgroup_size(${side}, ${side})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_id) id: vec3u, @builtin(local_invocation_index) own: u32) {
  let row0 = group.y * ${block}u;
  let column0 = group.x * ${block}u;
  for (var i = group.z; i < p.batches; i += groups.z) {
    ${batch.code}
    ${sums.map((at) => `var sum${at} = 0.0;`).join(' ')}
    for (var k0 = 0u; k0 < p.depth; k0 += ${depthTile}u) {
      workgroupBarrier();
      ${fetch(
        'left',
        aAlongDepth,
        `if (row0 + line < p.rows && k0 + k < p.depth) { left[k * ${block}u + line] = ${type}(${x}[${placeOf.a('row0 + line', 'k0 + k')}]); }`,
      )}
      ${fetch(
        'right',
        bAlongDepth,
        `if (column0 + line < p.columns && k0 + k < p.depth) { right[k * ${block}u + line] = ${type}(${w}[${placeOf.b('k0 + k', 'column0 + line')}]); }`,
      )}
      workgroupBarrier();
      ${half ? sums.map((at) => `var part${at} = f16();`).join(' ') : ''}
      for (var k = 0u; k < ${depthTile}u; k++) {
        // Threads side by side take numbers side by side.
        ${each.map((r) => `let a${r} = left[k * ${block}u + id.y + ${r * side}u];`).join(' ')}
        ${each.map((s) => `let b${s} = right[k * ${block}u + id.x + ${s * side}u];`).join(' ')}
        ${each.flatMap((r) => each.map((s) => `${part}${r}_${s} = fma(a${r}, b${s}, ${part}${r}_${s});`)).join('\n        ')}
      }
      ${half ? sums.map((at) => `sum${at} += f32(part${at});`).join(' ') : ''}
    }
    ${each
      .flatMap((r) =>
        each.map(
          (s) => `{
      let row = row0 + id.y + ${r * side}u;
      let column = column0 + id.x + ${s * side}u;
      if (row < p.rows && column < p.columns) {
        let place = ${placeOf.output('row', 'column')};
        let value = sum${r}_${s};
        ${y}[place] = ${product.final(names)};
      }
    }`,
        ),
      )
      .join('\n    ')}
  }
}`;
    },
  };
}
