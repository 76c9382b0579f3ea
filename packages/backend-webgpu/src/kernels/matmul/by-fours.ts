import type { Launch } from '../kernel.ts';
import { halfSteps, placeOf, type Product } from './product.ts';
import { writeTile } from './write-tile.ts';

/** Threads of a workgroup, along columns and along rows. */
const [across, down] = [8, 4];
/** Rows and columns that a thread computes. */
const tile = 8;

const lines = Array.from({ length: tile }, (_, line) => line);
const quads = Array.from({ length: tile / 4 }, (_, quad) => quad);
const four = [0, 1, 2, 3];
const sums = lines.flatMap((r) => quads.map((q) => `${r}_${q}`));

/**
 * A product as `byRegisters` computes it, of factors from which four numbers that lie side by side are read at once: along k, or along
 * the rows of a and the columns of b.
 */
export function byFours(product: Product, half: boolean): Launch {
  const { aAlongDepth, bAlongDepth, slots, parameters, values } = product;
  const [a, b, ...others] = slots;
  return {
    slots: [{ ...a!, isVector: true }, { ...b!, isVector: true }, ...others],
    parameters,
    values,
    key: `matmul by fours ${aAlongDepth ? 'k' : 'r'}${bAlongDepth ? 'k' : 'c'}${half ? ' half' : ''}${product.key}`,
    usesHalf: half,
    workgroups: [
      Math.ceil(product.columns / (tile * across)),
      Math.ceil(product.rows / (tile * down)),
    ],
    code: (names) => {
      const [x, w] = names;
      const [vector, into] = half ? ['vec4h', 'part'] : ['vec4f', 'sum'];
      // What lies beyond the end is read from the last four, and not written.
      const begin = [
        ...(aAlongDepth
          ? lines.map(
              (r) => `var x${r} = ${placeOf.a(`min(row0 + ${r}u, p.rows - 1u)`, '0')} / 4u;`,
            )
          : quads.map(
              (q) => `var x${q} = ${placeOf.a(`min(row0 + ${4 * q}u, p.rows - 4u)`, '0')} / 4u;`,
            )),
        ...(bAlongDepth
          ? lines.map(
              (s) => `var w${s} = ${placeOf.b('0', `min(column0 + ${s}u, p.columns - 1u)`)} / 4u;`,
            )
          : quads.map(
              (q) =>
                `var w${q} = ${placeOf.b('0', `min(column0 + ${4 * q}u, p.columns - 4u)`)} / 4u;`,
            )),
      ];
      const read = (name: string, buffer: string, place: string, step: string): string =>
        `let ${name} = ${vector}(${buffer}[${place}]); ${place} += ${step};`;
      const ofFourSteps = [
        ...(aAlongDepth ? lines.map((r) => read(`a${r}`, x!, `x${r}`, '1u')) : []),
        ...(bAlongDepth ? lines.map((s) => read(`b${s}`, w!, `w${s}`, '1u')) : []),
      ];
      const ofStep = (k: number): string[] => [
        ...(aAlongDepth ? [] : quads.map((q) => read(`a${q}`, x!, `x${q}`, 'u32(p.aDepth) / 4u'))),
        ...quads.map((q) =>
          bAlongDepth
            ? `let weights${q} = ${vector}(${four.map((s) => `b${4 * q + s}[${k}]`).join(', ')});`
            : read(`weights${q}`, w!, `w${q}`, 'u32(p.bDepth) / 4u'),
        ),
        ...lines.map((r) => {
          const value = aAlongDepth ? `a${r}[${k}]` : `a${Math.floor(r / 4)}[${r % 4}]`;
          const products = quads.map(
            (q) => `${into}${r}_${q} = fma(value, weights${q}, ${into}${r}_${q});`,
          );
          return `{ let value = ${vector}(${value}); ${products.join(' ')} }`;
        }),
      ];
      const steps = `${ofFourSteps.join('\n      ')}
      ${four.map((k) => `{ ${ofStep(k).join('\n        ')} }`).join('\n      ')}`;
      const all = half
        ? `for (var k0 = 0u; k0 < p.depth; k0 += ${halfSteps}u) {
      ${sums.map((at) => `var part${at} = vec4h();`).join(' ')}
      for (var k = k0; k < min(k0 + ${halfSteps}u, p.depth); k += 4u) { ${steps} }
      ${sums.map((at) => `sum${at} += vec4f(part${at});`).join(' ')}
    }`
        : `for (var k = 0u; k < p.depth; k += 4u) { ${steps} }`;
      return `
@compute @workgroup_size(${across}, ${down})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row0 = id.y * ${tile}u;
  let column0 = id.x * ${tile}u;
  if (row0 >= p.rows || column0 >= p.columns) { return; }
  let i = 0u;
  ${product.batch.code}
  ${begin.join('\n  ')}
  ${sums.map((at) => `var sum${at} = vec4f();`).join(' ')}
  ${all}
    ${writeTile(product, names, tile)}
}`;
    },
  };
}
