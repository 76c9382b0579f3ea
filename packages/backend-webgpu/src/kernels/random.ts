import { elementCount, type Operand, type RandomKind, type RandomState } from '@rondo/tensor';
import type { GpuContext } from '../device/gpu-context.ts';
import { eachElement, gridOf } from '../layout/grid.ts';
import { library } from '../wgsl/library.ts';
import { logarithm } from '../wgsl/logarithm.ts';
import { philox } from '../wgsl/philox.ts';
import { circle } from '../wgsl/trigonometry.ts';
import { writes } from './kernel.ts';

/** Parameters of a stream of random numbers, and their values. */
export const randomParameters = {
  blockLow: 'u32',
  blockHigh: 'u32',
  seedLow: 'u32',
  seedHigh: 'u32',
} as const;

const word = 2 ** 32;

export function randomValues({ seed, block }: RandomState): number[] {
  return [block, seed].flatMap((number) => [number % word, Math.floor(number / word)]);
}

const uniform = 'vec4f(bits >> vec4u(8u)) * 5.9604644775390625e-8';

/** √(-2 ln u) · (cos 2πv, sin 2πv), u on (0, 1] (Box & Muller 1958). */
const normal = `
fn normals(first: u32, second: u32) -> vec2f {
  let u = f32((first >> 8u) + 1u) * 5.9604644775390625e-8;
  let v = f32(second >> 8u) * 5.9604644775390625e-8;
  return sqrt(-2.0 * logarithm(u)) * circle(v);
}`;

/** Element `i` is number `i mod 4` of block `state.block + floor(i / 4)`. */
export function random(
  gpu: GpuContext,
  kind: RandomKind,
  state: RandomState,
  output: Operand,
): void {
  const count = elementCount(output.shape);
  if (count === 0) return;
  const isNormal = kind === 'normal';
  const numbers = isNormal ? 'vec4f(normals(bits.x, bits.y), normals(bits.z, bits.w))' : uniform;
  const functions = isNormal ? library(philox, logarithm, circle) + normal : library(philox);
  gpu.run({
    key: `random ${kind}`,
    slots: [writes(output)],
    parameters: { count: 'u32', offset: 'u32', ...randomParameters },
    values: [count, output.offset, ...randomValues(state)],
    workgroups: gridOf(Math.ceil(count / 4)),
    code: ([y]) => `${functions}
${eachElement(
  `
  let block = blockAfter(vec2u(p.blockLow, p.blockHigh), i);
  let bits = philox(block, vec2u(p.seedLow, p.seedHigh));
  let numbers = ${numbers};
  for (var j = 0u; j < min(4u, p.count - 4u * i); j++) { ${y}[p.offset + 4u * i + j] = numbers[j]; }`,
  '(p.count + 3u) / 4u',
)}`,
  });
}
