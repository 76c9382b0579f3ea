import { type Expr, type Operand, type Operands, toExpression } from './expression.ts';
import { unsignedLeb128 } from './leb128.ts';
import type { OperandKind, ValueType, ValueTypeOf } from './types.ts';

/** What one instruction without immediates takes, gives and is encoded as. */
export interface Instruction<
  P extends readonly OperandKind[] = readonly OperandKind[],
  R extends ValueType = ValueType,
> {
  readonly opcode: readonly number[];
  readonly parameters: P;
  readonly result: R;
  /** The right operand that changes nothing, as 0 in a sum. */
  readonly neutral?: number;
  /** Part of relaxed SIMD, which an engine may lack. */
  readonly relaxed?: boolean;
}

/** Names of instructions, each with its meaning: adding an instruction is adding a line. */
export type InstructionTable = Readonly<Record<string, Instruction>>;

type Builder<I> =
  I extends Instruction<infer P, infer R> ? (...operands: Operands<P>) => Expr<R> : never;

type Builders<T extends InstructionTable> = { readonly [Name in keyof T]: Builder<T[Name]> };

/** The opcode of a SIMD instruction: prefix 0xfd and its number. */
export function simd(code: number): number[] {
  return [0xfd, ...unsignedLeb128(code)];
}

/** One line of a table: opcode, kinds of the operands, type of the result. */
export function instruction<const P extends readonly OperandKind[], R extends ValueType>(
  opcode: number | readonly number[],
  parameters: P,
  result: R,
  properties: Pick<Instruction, 'neutral' | 'relaxed'> = {},
): Instruction<P, R> {
  return {
    opcode: typeof opcode === 'number' ? [opcode] : opcode,
    parameters,
    result,
    ...properties,
  };
}

/** Shorthands for the instructions whose operands all have the kind K. */
export function shorthands<K extends OperandKind>(
  kind: K,
  result: ValueTypeOf<K>,
  encode: (code: number) => readonly number[],
) {
  return {
    unary: (code: number) => instruction(encode(code), [kind], result),
    binary: (code: number, neutral?: number) =>
      instruction(encode(code), [kind, kind], result, neutral === undefined ? {} : { neutral }),
    /** Shift distances are i32, whatever the lanes are. */
    shift: (code: number) => instruction(encode(code), [kind, 'i32'], result, { neutral: 0 }),
    test: (code: number) => instruction(encode(code), [kind], 'i32'),
    compare: (code: number) => instruction(encode(code), [kind, kind], 'i32'),
  };
}

function build(
  name: string,
  entry: Instruction,
  given: readonly Operand<OperandKind>[],
): Expr<ValueType> {
  const operands = entry.parameters.map((kind, i) =>
    toExpression(kind, given[i] as Operand<OperandKind>),
  );
  const [left] = operands;
  if (left !== undefined && given.length === 2 && given[1] === entry.neutral) return left;
  return {
    type: entry.result,
    emit(code) {
      if (entry.relaxed === true && !code.relaxed) {
        throw new Error(
          `${name} is a relaxed SIMD instruction, and the module of ${code.functionName} was not built for it; ` +
            'pass { relaxed: true } to ModuleBuilder where the engine knows it',
        );
      }
      for (const operand of operands) operand.emit(code);
      code.append(entry.opcode);
    },
  };
}

/** The functions that build expressions from a table, under the table's names. */
export function builders<T extends InstructionTable>(table: T): Builders<T> {
  const entries = Object.entries(table).map(([name, entry]) => [
    name,
    (...operands: readonly Operand<OperandKind>[]) => build(name, entry, operands),
  ]);
  return Object.fromEntries(entries) as Builders<T>;
}
