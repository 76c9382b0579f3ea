import { type Expr, type Operand, toExpression } from './expression.ts';
import { unsignedLeb128 } from './leb128.ts';
import type { ValueType } from './types.ts';

/** An instruction that reads or writes memory: its opcode, the type of the value, and the bytes it touches. */
export interface MemoryAccess<T extends ValueType = ValueType> {
  readonly opcode: readonly number[];
  readonly type: T;
  readonly bytes: 1 | 2 | 4 | 8 | 16;
}

export type MemoryAccessTable = Readonly<Record<string, MemoryAccess>>;

/**
 * Reads at address pointer + offset, a sum in which the pointer is unsigned and nothing wraps.
 * `align` is a promise in bytes (a power of two, at most the bytes read) that engines may use; breaking it is only slow.
 */
type Load<T extends ValueType> = (
  pointer: Operand<'i32'>,
  offset?: number,
  align?: number,
) => Expr<T>;

type Loads<T extends MemoryAccessTable> = {
  readonly [Name in keyof T]: T[Name] extends MemoryAccess<infer V> ? Load<V> : never;
};

export function access<T extends ValueType>(
  type: T,
  opcode: number | readonly number[],
  bytes: MemoryAccess['bytes'],
): MemoryAccess<T> {
  return { opcode: typeof opcode === 'number' ? [opcode] : opcode, type, bytes };
}

/** The immediates of a memory access: log2 of the alignment, then the offset. */
function memoryArgument(bytes: number, offset: number, align: number): number[] {
  if (!Number.isInteger(offset) || offset < 0 || offset > 0xffff_ffff) {
    throw new RangeError(`memory offset: expected an integer in [0, 2^32), received ${offset}`);
  }
  if (!Number.isInteger(Math.log2(align)) || align < 1 || align > bytes) {
    throw new RangeError(
      `memory alignment: expected a power of two of at most ${bytes} bytes, received ${align}`,
    );
  }
  return [Math.log2(align), ...unsignedLeb128(offset)];
}

/** The bytes of an access whose operands are already on the stack; `lane` for accesses to one lane of a vector. */
export function encodeAccess(
  { opcode, bytes }: MemoryAccess,
  offset: number,
  align: number = bytes,
  lane?: number,
): number[] {
  const lanes = lane === undefined ? [] : [laneImmediate(lane, 16 / bytes)];
  return [...opcode, ...memoryArgument(bytes, offset, align), ...lanes];
}

/** The functions that build loads from a table, under the table's names. */
export function loads<T extends MemoryAccessTable>(table: T): Loads<T> {
  const entries = Object.entries(table).map(([name, entry]) => {
    const load: Load<ValueType> = (pointer, offset = 0, align = entry.bytes) => {
      const address = toExpression('i32', pointer);
      const bytes = encodeAccess(entry, offset, align);
      return {
        type: entry.type,
        emit(code) {
          address.emit(code);
          code.append(bytes);
        },
      };
    };
    return [name, load];
  });
  return Object.fromEntries(entries) as Loads<T>;
}

/** Checks the number of a lane in a vector of `lanes` lanes. */
export function laneImmediate(lane: number, lanes: number): number {
  if (!Number.isInteger(lane) || lane < 0 || lane >= lanes) {
    throw new RangeError(`lane: expected an integer in [0, ${lanes}), received ${lane}`);
  }
  return lane;
}
