/** What a WebAssembly local, parameter or result holds. */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

/** How an instruction reads a v128. */
type VectorShape = 'i8x16' | 'i16x8' | 'i32x4' | 'i64x2' | 'f32x4' | 'f64x2';

/** What an instruction expects of an operand: a value type, or a v128 seen in one shape. */
export type OperandKind = ValueType | VectorShape;

/** The value type that carries an operand: every shape travels as v128. */
export type ValueTypeOf<K extends OperandKind> = K extends ValueType ? K : 'v128';

/** Binary codes of the value types (WebAssembly Core Specification, section 5.3). */
export const valueTypeCodes: Record<ValueType, number> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};
