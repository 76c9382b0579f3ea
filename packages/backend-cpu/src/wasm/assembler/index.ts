export type { Expr, Operand } from './expression.ts';
export { Local } from './expression.ts';
export type { Label } from './control.ts';
export type { FunctionHandle, Parameters, Result } from './function-handle.ts';
export { FunctionBuilder } from './function-builder.ts';
export {
  compiledModules,
  type FunctionOptions,
  ModuleBuilder,
  type ModuleBuilderOptions,
} from './module-builder.ts';
export type { OperandKind, ValueType, VectorShape } from './types.ts';
export { f32 } from './instructions/f32.ts';
export { f32x4 } from './instructions/f32x4.ts';
export { f64 } from './instructions/f64.ts';
export { f64x2 } from './instructions/f64x2.ts';
export { i16x8 } from './instructions/i16x8.ts';
export { i32 } from './instructions/i32.ts';
export { i32x4 } from './instructions/i32x4.ts';
export { i64 } from './instructions/i64.ts';
export { i64x2 } from './instructions/i64x2.ts';
export { i8x16 } from './instructions/i8x16.ts';
export { v128 } from './instructions/v128.ts';
export { madd, nmadd } from './madd.ts';
