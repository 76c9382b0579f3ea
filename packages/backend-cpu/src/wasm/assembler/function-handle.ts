import type { Local, Operand } from './expression.ts';
import type { ValueType } from './types.ts';

/** Names and types of the parameters, in their order. */
export type Parameters = Readonly<Record<string, ValueType>>;

export type ParameterLocals<P extends Parameters> = { readonly [Name in keyof P]: Local<P[Name]> };

/** The operands of a call, by the names of the parameters. */
export type Arguments<P extends Parameters> = { readonly [Name in keyof P]: Operand<P[Name]> };

/** The type of the result, or undefined for a function without one. */
export type Result = ValueType | undefined;

/** What a body gives back: the result, where there is one. */
export type Returned<R extends Result> = R extends ValueType ? Operand<R> : void;

/** What a call gives: a local that holds the result, where there is one. */
export type Called<R extends Result> = R extends ValueType ? Local<R> : undefined;

/** A function of a module, which later functions of the same module can call. */
export interface FunctionHandle<P extends Parameters, R extends Result> {
  readonly name: string;
  readonly index: number;
  /** Identifies the module. */
  readonly module: object;
  readonly parameters: P;
  readonly result: R;
}
