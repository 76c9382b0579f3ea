import type { Operand } from '@rondo/tensor';

/** WGSL of `length`, how many steps of row `n` count. */
export function lengthOf(
  lengths: Operand | undefined,
  at: (name: string, place: string) => string,
): string {
  return lengths
    ? `let length = u32(clamp(${at('lengths', 'n')}, 0, i32(p.steps)));`
    : 'let length = p.steps;';
}
