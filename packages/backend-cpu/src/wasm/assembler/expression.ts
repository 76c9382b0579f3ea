import type { Code } from './code.ts';
import { constant } from './constants.ts';
import type { OperandKind, ValueType, ValueTypeOf } from './types.ts';

/**
 * A value of type T, as the tree of instructions that computes it.
 *
 * An expression has no side effects and is computed anew at each use, from what its locals and the memory hold there.
 * Using one twice is therefore correct but computes twice; `f.let` computes it once and names the result.
 */
export interface Expr<T extends ValueType> {
  readonly type: T;
  emit(code: Code): void;
}

interface Constants {
  i32: number;
  i64: number | bigint;
  f32: number;
  f64: number;
  v128: never;
  i8x16: number;
  i16x8: number;
  i32x4: number;
  i64x2: number | bigint;
  f32x4: number;
  f64x2: number;
}

/** An expression, or a constant of that kind: in a shape such as f32x4 a number stands in every lane. */
export type Operand<K extends OperandKind> = Expr<ValueTypeOf<K>> | Constants[K];

/** The operands of an instruction, one for each kind in P. */
export type Operands<P extends readonly OperandKind[]> = { [I in keyof P]: Operand<P[I]> };

/** The expression that an operand stands for. */
export function toExpression(
  kind: OperandKind,
  operand: Expr<ValueType> | number | bigint,
): Expr<ValueType> {
  return typeof operand === 'object' ? operand : constant(kind, operand);
}

/** A local variable or parameter of a function; as an expression it is its current value. */
export class Local<T extends ValueType> implements Expr<T> {
  readonly type: T;
  readonly index: number;
  readonly owner: Code;

  constructor(type: T, index: number, owner: Code) {
    this.type = type;
    this.index = index;
    this.owner = owner;
  }

  emit(code: Code): void {
    if (code !== this.owner) this.checkOwner(code);
    code.getLocal(this.index);
  }

  checkOwner(code: Code): void {
    if (code === this.owner) return;
    throw new Error(
      `a local belongs to one function: ${code.functionName} uses local ${this.index} of ` +
        `${this.owner.functionName}; pass its value as a parameter`,
    );
  }
}
