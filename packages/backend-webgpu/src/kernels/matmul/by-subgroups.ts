import type { Launch } from '../kernel.ts';
import { placeOf, type Product } from './product.ts';
import { writeTile } from './write-tile.ts';

/** Rows and columns that a thread computes. */
export const subgroupTile = [16, 4] as const;
const [rows, columns] = subgroupTile;

const lines = Array.from({ length: rows }, (_, line) => line);
const quads = Array.from({ length: rows / 4 }, (_, quad) => quad);
const four = [0, 1, 2, 3];

/**
 * The threads of a workgroup have the same rows and neighbouring columns. Each thread of a subgroup, however large, reads other steps of
 * the rows along k, and hands them to all: a number of a comes from memory once per subgroup.
 */
export function bySubgroups(product: Product, threads: number): Launch {
  const { aAlongDepth, bAlongDepth, readsFours, slots, parameters, values } = product;
  const [a, b, ...others] = slots;
  const layout = readsFours ? `${aAlongDepth ? 'k' : 'r'}${bAlongDepth ? 'k' : 'c'} ` : '';
  return {
    slots: readsFours ? [{ ...a!, isVector: true }, { ...b!, isVector: true }, ...others] : slots,
    parameters,
    values,
    key: `matmul ${layout}${product.key}`,
    team: { kind: 'subgroups', size: threads, functions: [] },
    workgroups: [
      Math.ceil(product.columns / (columns * threads)),
      Math.ceil(product.rows / rows),
      Math.min(product.batches, 65_535),
    ],
    code: (names) => {
      const left = leftOf(product, names[0]!);
      const right = rightOf(product, names[1]!);
      // Steps along k of which a thread reads the rows, one after the other.
      const steps = stepsOf(product);
      const ofStep = (e: number): string => `{
          let weights = ${right.weights(e)};
          ${lines.map((r) => `sum${r}_0 = fma(vec4f(${left.value(r, e)}), weights, sum${r}_0);`).join('\n          ')}
        }`;
      return `
@compute @workgroup_size(team)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) own: u32, @builtin(subgroup_invocation_id) lane: u32) {
  let threads = subgroupAdd(1u);
  let row0 = group.y * ${rows}u;
  let column0 = (group.x * team + own) * ${columns}u;
  for (var i = group.z; i < p.batches; i += groups.z) {
    ${product.batch.code}
    // Rows and columns beyond the end read the last ones, and are not written.
    ${left.begin}
    ${right.begin}
    ${lines.map((r) => `var sum${r}_0 = vec4f();`).join(' ')}
    for (var k0 = 0u; k0 < p.depth; k0 += ${steps}u * threads) {
      let mine = min(k0 + ${steps}u * lane, p.depth - ${steps}u);
      ${left.read}
      let last = min(threads, (p.depth - k0) / ${steps}u);
      for (var giver = 0u; giver < last; giver++) {
        ${left.handOver}
        ${right.read}
        ${Array.from({ length: steps }, (_, e) => ofStep(e)).join('\n        ')}
      }
    }
    if (column0 < p.columns) {
      ${writeTile(product, names, rows, columns)}
    }
  }
}`;
    },
  };
}

function stepsOf({ readsFours, aAlongDepth, bAlongDepth }: Product): 1 | 4 {
  return readsFours && (aAlongDepth || bAlongDepth) ? 4 : 1;
}

/** WGSL that reads the rows of a: where they begin, at the steps of a thread, those of thread `giver`, and a row's number at step `e`. */
function leftOf(
  product: Product,
  x: string,
): {
  readonly begin: string;
  readonly read: string;
  readonly handOver: string;
  readonly value: (r: number, e: number) => string;
} {
  if (!product.readsFours || product.aAlongDepth) {
    const type = product.readsFours ? 'vec4f' : 'f32';
    const place = (r: number): string =>
      product.readsFours ? `(x${r} + mine) / 4u` : `u32(i32(x${r}) + i32(mine) * p.aDepth)`;
    return {
      begin: lines
        .map((r) => `let x${r} = ${placeOf.a(`min(row0 + ${r}u, p.rows - 1u)`, '0')};`)
        .join('\n    '),
      read: lines.map((r) => `let mine${r} = ${type}(${x}[${place(r)}]);`).join('\n      '),
      handOver: lines
        .map((r) => `let a${r} = subgroupShuffle(mine${r}, giver);`)
        .join('\n        '),
      value: (r, e) => (product.readsFours ? `a${r}[${e}]` : `a${r}`),
    };
  }
  const each = Array.from({ length: stepsOf(product) }, (_, e) => e);
  const all = quads.flatMap((q) => each.map((e) => [q, e] as const));
  return {
    begin: quads
      .map((q) => `let x${q} = ${placeOf.a(`min(row0 + ${4 * q}u, p.rows - 4u)`, '0')};`)
      .join('\n    '),
    read: all
      .map(
        ([q, e]) =>
          `let mine${q}_${e} = vec4f(${x}[(x${q} + (mine + ${e}u) * u32(p.aDepth)) / 4u]);`,
      )
      .join('\n      '),
    handOver: all
      .map(([q, e]) => `let a${q}_${e} = subgroupShuffle(mine${q}_${e}, giver);`)
      .join('\n        '),
    value: (r, e) => `a${Math.floor(r / 4)}_${e}[${r % 4}]`,
  };
}

/** WGSL that reads the columns of b: where they begin, what several steps need, and the four numbers of step `e`. */
function rightOf(
  product: Product,
  w: string,
): { readonly begin: string; readonly read: string; readonly weights: (e: number) => string } {
  const { readsFours, bAlongDepth } = product;
  const begin = four
    .map((s) => `let w${s} = ${placeOf.b('0', `min(column0 + ${s}u, p.columns - 1u)`)};`)
    .join(' ');
  if (!readsFours) {
    return {
      begin,
      read: '',
      weights: () =>
        `vec4f(${four.map((s) => `f32(${w}[u32(i32(w${s}) + i32(k0 + giver) * p.bDepth)])`).join(', ')})`,
    };
  }
  if (bAlongDepth) {
    return {
      begin,
      read: four.map((s) => `let b${s} = vec4f(${w}[(w${s} + k0) / 4u + giver]);`).join(' '),
      weights: (e) => `vec4f(${four.map((s) => `b${s}[${e}]`).join(', ')})`,
    };
  }
  return {
    begin: `let w0 = ${placeOf.b('0', 'min(column0, p.columns - 4u)')};`,
    read: '',
    weights: (e) =>
      `vec4f(${w}[(w0 + (k0 + ${stepsOf(product)}u * giver + ${e}u) * u32(p.bDepth)) / 4u])`,
  };
}
