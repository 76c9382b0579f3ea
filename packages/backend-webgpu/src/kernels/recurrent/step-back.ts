import { reads, writes, type Slot } from '../kernel.ts';
import { optional, type ElementAt } from '../slot-table.ts';
import type { Cell } from './cell.ts';
import type { BackwardOperands, Work } from './operands.ts';

/** One step back of one unit, as it is in a launch for all steps and in a launch for each. */
export interface StepBack {
  /** All but the weights. */
  readonly slots: Readonly<Record<string, Slot | undefined>>;
  /** The slot that has the gradients of the gates' recurrent parts. */
  readonly recurrent: 'd' | 'e';
  /**
   * WGSL that writes the gradients of unit `j` of row `n` at `place`, where `reached` is what the later steps say of its state, and leaves
   * in `dh` (and `dc`) what goes past the gates to the step before.
   */
  readonly gradients: (at: ElementAt, reached: string) => string;
  /** WGSL that says that the gates of unit `j` at `place` have no gradient. */
  readonly zeros: (at: ElementAt) => string;
}

export function stepBackOf(
  cell: Cell,
  { lengths, output, kept, ofOutput }: BackwardOperands,
  { d, e, dh, dc, before, memoryBefore }: Work,
): StepBack {
  // The simple unit keeps nothing: its output says it.
  const values = cell.kept.length === 0 ? output : kept!;
  const parts = Math.max(cell.kept.length, 1);
  const hasTwoParts = cell.hasOwnRecurrentPart;
  const state = 'n * p.units + j';
  const ofGates = (at: ElementAt, slot: 'd' | 'e', value: (gate: number) => string): string =>
    Array.from(
      { length: cell.gates },
      (_, g) => `${at(slot, `place * wide + ${g}u * p.units + j`)} = ${value(g)};`,
    ).join(' ');
  return {
    slots: {
      values: reads(values),
      before: cell.needsStateBefore ? reads(before) : undefined,
      memory: cell.hasMemory ? reads(memoryBefore) : undefined,
      lengths: optional(reads, lengths),
      ofOutput: optional(reads, ofOutput),
      d: writes(d),
      e: hasTwoParts ? writes(e) : undefined,
      dh: writes(dh),
      dc: cell.hasMemory ? writes(dc) : undefined,
    },
    recurrent: hasTwoParts ? 'e' : 'd',
    gradients: (at, reached) => `
      let dh = ${reached}${ofOutput ? ` + ${at('ofOutput', 'place * p.units + j')}` : ''};
      ${cell.hasMemory ? `let dc = ${at('dc', state)}; let c = ${at('memory', 'place * p.units + j')};` : ''}
      ${cell.needsStateBefore ? `let h = ${at('before', 'place * p.units + j')};` : ''}
      ${Array.from({ length: parts }, (_, v) => `let v${v} = ${at('values', `(place * ${parts}u + ${v}u) * p.units + j`)};`).join(' ')}
      ${cell.backward}
      ${ofGates(at, 'd', (g) => `d${g}`)}
      ${hasTwoParts ? ofGates(at, 'e', (g) => `e${g}`) : ''}
      ${at('dh', state)} = through;
      ${cell.hasMemory ? `${at('dc', state)} = dcBefore;` : ''}`,
    zeros: (at) => `
        ${ofGates(at, 'd', () => '0.0')}
        ${hasTwoParts ? ofGates(at, 'e', () => '0.0') : ''}`,
  };
}
