import {
  elementCount,
  normalsFromBits,
  philox,
  uniformFromBits,
  type Operand,
  type RandomKind,
  type RandomState,
} from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { start } from './iterate.ts';

/** The four numbers of a random block. */
const distributions: Readonly<Record<RandomKind, (bits: readonly number[]) => readonly number[]>> =
  {
    uniform: (bits) => bits.map(uniformFromBits),
    normal: ([a, b, c, d]) => [...normalsFromBits(a!, b!), ...normalsFromBits(c!, d!)],
  };

/** Element `i` is number `i mod 4` of block `state.block + floor(i / 4)`; `output` is row-major. */
export function random(
  memory: LinearMemory,
  kind: RandomKind,
  { seed, block }: RandomState,
  output: Operand,
): void {
  const data = memory.f32;
  const numbers = distributions[kind];
  const to = start(output);
  const count = elementCount(output.shape);
  for (let i = 0; i < count; i += 4) {
    const four = numbers(philox(seed, block + i / 4));
    for (let j = 0; j < 4 && i + j < count; j++) data[to + i + j] = four[j]!;
  }
}
