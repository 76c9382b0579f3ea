import type { Code } from './code.ts';
import { type Expr, type Operand, toExpression } from './expression.ts';
import type { ValueType } from './types.ts';

/** An instruction that reads or writes memory: its opcode, the type of the value, and the bytes it touches. */
export interface MemoryAccess<T extends ValueType = ValueType> {
  readonly opcode: number;
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
  opcode: number,
  bytes: MemoryAccess['bytes'],
): MemoryAccess<T> {
  return { opcode, type, bytes };
}

function checkMemoryArgument(bytes: number, offset: number, align: number): void {
  if (!Number.isInteger(offset) || offset < 0 || offset > 0xffff_ffff) {
    throw new RangeError(`memory offset: expected an integer in [0, 2^32), received ${offset}`);
  }
  const isPower = Number.isInteger(align) && align > 0 && (align & (align - 1)) === 0;
  if (!isPower || align > bytes) {
    throw new RangeError(
      `memory alignment: expected a power of two of at most ${bytes} bytes, received ${align}`,
    );
  }
}

/** Writes an access whose operands are already on the stack: log2 of the alignment, then the offset. */
function emitAccess(code: Code, opcode: number, offset: number, align: number): void {
  code.instruction(opcode);
  code.byte(31 - Math.clz32(align));
  code.unsigned(offset);
}

/** Writes a store whose operands are already on the stack; `lane` for accesses to one lane of a vector. */
export function emitStore(
  code: Code,
  { opcode, bytes }: MemoryAccess,
  offset: number,
  align: number = bytes,
  lane?: number,
): void {
  checkMemoryArgument(bytes, offset, align);
  emitAccess(code, opcode, offset, align);
  if (lane !== undefined) code.byte(laneImmediate(lane, 16 / bytes));
}

function load<T extends ValueType>({ opcode, type, bytes }: MemoryAccess<T>): Load<T> {
  return (pointer, offset = 0, align = bytes) => {
    const address = toExpression('i32', pointer);
    checkMemoryArgument(bytes, offset, align);
    return {
      type,
      emit(code) {
        address.emit(code);
        emitAccess(code, opcode, offset, align);
      },
    };
  };
}

/** The functions that build loads from a table, under the table's names. */
export function loads<T extends MemoryAccessTable>(table: T): Loads<T> {
  const built: Record<string, Load<ValueType>> = {};
  for (const [name, entry] of Object.entries(table)) built[name] = load(entry);
  return built as Loads<T>;
}

/** Checks the number of a lane in a vector of `lanes` lanes. */
export function laneImmediate(lane: number, lanes: number): number {
  if (!Number.isInteger(lane) || lane < 0 || lane >= lanes) {
    throw new RangeError(`lane: expected an integer in [0, ${lanes}), received ${lane}`);
  }
  return lane;
}
