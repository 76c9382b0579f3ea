import type { Code } from './code.ts';
import { type Expr, type Operand, type Operands, toExpression } from './expression.ts';
import type { OperandKind, ValueType, ValueTypeOf } from './types.ts';

/** What one instruction without immediates takes, gives and is encoded as. */
export interface Instruction<
  P extends readonly OperandKind[] = readonly OperandKind[],
  R extends ValueType = ValueType,
> {
  /** One to three bytes, the first in the highest place. */
  readonly opcode: number;
  readonly parameters: P;
  readonly result: R;
  /** The right operand that changes nothing, as 0 in a sum. */
  readonly neutral: number | undefined;
  /** Part of relaxed SIMD, which an engine may lack. */
  readonly relaxed: boolean;
}

/** Names of instructions, each with its meaning: adding an instruction is adding a line. */
export type InstructionTable = Readonly<Record<string, Instruction>>;

type Builder<I> =
  I extends Instruction<infer P, infer R> ? (...operands: Operands<P>) => Expr<R> : never;

type Builders<T extends InstructionTable> = { readonly [Name in keyof T]: Builder<T[Name]> };

/** The opcode of a SIMD instruction: prefix 0xfd and its number in LEB128. */
export function simd(code: number): number {
  return code < 0x80 ? 0xfd00 | code : 0xfd8000 | ((code & 0x7f) << 8) | (code >>> 7);
}

/** One line of a table: opcode, kinds of the operands, type of the result. */
export function instruction<const P extends readonly OperandKind[], R extends ValueType>(
  opcode: number,
  parameters: P,
  result: R,
  neutral?: number,
): Instruction<P, R> {
  return { opcode, parameters, result, neutral, relaxed: false };
}

/** As `instruction`, for relaxed SIMD. */
export function relaxedInstruction<const P extends readonly OperandKind[], R extends ValueType>(
  opcode: number,
  parameters: P,
  result: R,
): Instruction<P, R> {
  return { opcode, parameters, result, neutral: undefined, relaxed: true };
}

/** Shorthands for the instructions whose operands all have the kind K. */
export function shorthands<K extends OperandKind>(
  kind: K,
  result: ValueTypeOf<K>,
  encode: (code: number) => number,
) {
  const one = [kind] as const;
  const two = [kind, kind] as const;
  const distance = [kind, 'i32'] as const;
  return {
    unary: (code: number) => instruction(encode(code), one, result),
    binary: (code: number, neutral?: number) => instruction(encode(code), two, result, neutral),
    /** Shift distances are i32, whatever the lanes are. */
    shift: (code: number) => instruction(encode(code), distance, result, 0),
    test: (code: number) => instruction(encode(code), one, 'i32'),
    compare: (code: number) => instruction(encode(code), two, 'i32'),
  };
}

/** One instruction and what computes its operands. */
class Operation implements Expr<ValueType> {
  readonly type: ValueType;
  readonly opcode: number;
  readonly first: Expr<ValueType>;
  readonly second: Expr<ValueType> | undefined;
  readonly third: Expr<ValueType> | undefined;

  constructor(
    { result, opcode }: Instruction,
    first: Expr<ValueType>,
    second?: Expr<ValueType>,
    third?: Expr<ValueType>,
  ) {
    this.type = result;
    this.opcode = opcode;
    this.first = first;
    this.second = second;
    this.third = third;
  }

  emit(code: Code): void {
    this.first.emit(code);
    this.second?.emit(code);
    this.third?.emit(code);
    code.instruction(this.opcode);
  }
}

type AnyOperand = Operand<OperandKind>;

/** The function that builds expressions with one instruction. */
function builder(name: string, entry: Instruction): (...operands: AnyOperand[]) => Expr<ValueType> {
  const [first, second, third] = entry.parameters as readonly [OperandKind, ...OperandKind[]];
  const { neutral } = entry;
  if (entry.relaxed) return relaxedBuilder(name, entry);
  if (second === undefined) return (a) => new Operation(entry, toExpression(first, a));
  if (third === undefined) {
    return (a, b) => {
      const left = toExpression(first, a);
      if (b === neutral) return left;
      return new Operation(entry, left, toExpression(second, b));
    };
  }
  return (a, b, c) =>
    new Operation(entry, toExpression(first, a), toExpression(second, b), toExpression(third, c));
}

function relaxedBuilder(
  name: string,
  entry: Instruction,
): (...operands: AnyOperand[]) => Expr<ValueType> {
  const build = builder(name, { ...entry, relaxed: false });
  return (...operands) => {
    const operation = build(...operands);
    return {
      type: entry.result,
      emit(code) {
        if (!code.relaxed) {
          throw new Error(
            `${name} is a relaxed SIMD instruction, and the module of ${code.functionName} was not built for it; ` +
              'pass { relaxed: true } to ModuleBuilder where the engine knows it',
          );
        }
        operation.emit(code);
      },
    };
  };
}

/** The functions that build expressions from a table, under the table's names. */
export function builders<T extends InstructionTable>(table: T): Builders<T> {
  const built: Record<string, ReturnType<typeof builder>> = {};
  for (const [name, entry] of Object.entries(table)) built[name] = builder(name, entry);
  return built as Builders<T>;
}
