import type { GpuBlock } from '../../memory/gpu-block.ts';
import { writes, type Launch } from '../kernel.ts';

/** Writes the one element of a block by its bits. */
export function oneWord(buffer: GpuBlock, bits: number): Launch {
  return {
    key: 'one word',
    slots: [writes({ buffer, dtype: 'int32', shape: [], strides: [], offset: 0 })],
    parameters: { bits: 'i32' },
    values: [bits],
    workgroups: [1],
    code: ([y]) => `@compute @workgroup_size(1) fn main() { ${y}[0] = p.bits; }`,
  };
}
