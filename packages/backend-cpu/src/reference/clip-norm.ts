import type { Operand } from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { eachRow, start } from './iterate.ts';

/** norm = √Σx² over all operands; x ← x · min(1, maxNorm / (norm + 1e-6)). */
export function clipNorm(
  memory: LinearMemory,
  operands: readonly Operand[],
  maxNorm: number,
  norm: Operand,
): void {
  const data = memory.f32;
  const each = (visit: (at: number) => void): void => {
    for (const operand of operands) {
      eachRow(operand.shape, [start(operand)], [operand.strides], (length, [at], [step]) => {
        for (let i = 0; i < length; i++) visit(at! + i * step!);
      });
    }
  };
  let squares = 0;
  each((at) => (squares += data[at]! ** 2));
  data[start(norm)] = Math.sqrt(squares);
  const factor = clipFactor(data[start(norm)]!, maxNorm);
  if (factor !== 1) each((at) => (data[at]! *= factor));
}

/** What a norm is scaled with so that it is at most `maxNorm`; NaN of NaN. */
export function clipFactor(norm: number, maxNorm: number): number {
  return Math.min(1, Math.fround(maxNorm / (norm + 1e-6)));
}
