import type { Operand } from '@rondo/tensor';
import type { Launch, Parameters, Slot, SlotNames } from './kernel.ts';

/** A slot that may be missing. */
type NamedSlots = Readonly<Record<string, Slot | undefined>>;

/** WGSL of an element of a named slot: `at('x', 'i')`. */
export type ElementAt = (name: string, place: string) => string;

export interface NamedLaunch extends Omit<Launch, 'slots' | 'code' | 'key'> {
  readonly key: string;
  readonly slots: NamedSlots;
  /** The code, from elements of slots, or fours of them from a place that is a multiple of four, and whether a slot is there. */
  readonly code: (at: ElementAt, foursAt: ElementAt) => string;
}

/** A launch whose slots have names, each with its offset as a parameter; the missing ones make other code. */
export function named({ key, slots, parameters, values, code, ...rest }: NamedLaunch): Launch {
  const names: string[] = [];
  const there: Slot[] = [];
  const all = [...values];
  for (const name in slots) {
    const slot = slots[name];
    if (!slot) continue;
    names.push(name);
    there.push(slot);
    all.push(slot.operand.offset);
  }
  return {
    ...rest,
    key: `${key} (${names.join(' ')})`,
    slots: there,
    parameters: () => ({
      ...(typeof parameters === 'function' ? parameters() : parameters),
      ...(Object.fromEntries(names.map((name) => [`at_${name}`, 'u32'])) as Parameters),
    }),
    values: all,
    code: (buffers: SlotNames) => {
      const bufferOf = (name: string): string => buffers[names.indexOf(name)]!;
      return code(
        (name, place) => `${bufferOf(name)}[p.at_${name} + ${place}]`,
        (name, place) => `${bufferOf(name)}[(p.at_${name} + ${place}) / 4u]`,
      );
    },
  };
}

export function optional(
  slot: (operand: Operand) => Slot,
  operand: Operand | undefined,
): Slot | undefined {
  return operand && slot(operand);
}
