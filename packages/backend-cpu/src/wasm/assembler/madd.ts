import { type Expr, type Operand, toExpression } from './expression.ts';
import { f32x4Instructions } from './instructions/f32x4.ts';

const { add, sub, mul, relaxed_madd, relaxed_nmadd } = f32x4Instructions;

type Lanes = Operand<'f32x4'>;

/** a * b + c in each f32 lane: fused where the module is built with relaxed SIMD, else rounded twice. */
export function madd(a: Lanes, b: Lanes, c: Lanes): Expr<'v128'> {
  const [left, right, addend] = [lanes(a), lanes(b), lanes(c)];
  return {
    type: 'v128',
    emit(code) {
      left.emit(code);
      right.emit(code);
      if (!code.relaxed) code.instruction(mul.opcode);
      addend.emit(code);
      code.instruction(code.relaxed ? relaxed_madd.opcode : add.opcode);
    },
  };
}

/** c - a * b in each f32 lane: fused where the module is built with relaxed SIMD, else rounded twice. */
export function nmadd(a: Lanes, b: Lanes, c: Lanes): Expr<'v128'> {
  const [left, right, minuend] = [lanes(a), lanes(b), lanes(c)];
  return {
    type: 'v128',
    emit(code) {
      if (!code.relaxed) minuend.emit(code);
      left.emit(code);
      right.emit(code);
      if (code.relaxed) {
        minuend.emit(code);
        code.instruction(relaxed_nmadd.opcode);
      } else {
        code.instruction(mul.opcode);
        code.instruction(sub.opcode);
      }
    },
  };
}

function lanes(operand: Lanes): Expr<'v128'> {
  return toExpression('f32x4', operand) as Expr<'v128'>;
}
