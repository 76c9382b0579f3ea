import { type Expr, type Operand, toExpression } from './expression.ts';
import { simd } from './instruction.ts';
import { laneImmediate } from './memory-access.ts';
import type { ValueType } from './types.ts';

/** Reads one lane of a vector as a scalar of type T. */
export function extractLane<T extends ValueType>(instruction: number, lanes: number, type: T) {
  const opcode = simd(instruction);
  return (vector: Expr<'v128'>, lane: number): Expr<T> => {
    laneImmediate(lane, lanes);
    return {
      type,
      emit(code) {
        vector.emit(code);
        code.instruction(opcode);
        code.byte(lane);
      },
    };
  };
}

/** The vector with one lane replaced by a scalar of type T. */
export function replaceLane<T extends ValueType>(instruction: number, lanes: number, type: T) {
  const opcode = simd(instruction);
  return (vector: Expr<'v128'>, lane: number, value: Operand<T>): Expr<'v128'> => {
    laneImmediate(lane, lanes);
    const scalar = toExpression(type, value);
    return {
      type: 'v128',
      emit(code) {
        vector.emit(code);
        scalar.emit(code);
        code.instruction(opcode);
        code.byte(lane);
      },
    };
  };
}

const shuffleBytes = simd(0x0d);

/** Lanes chosen from two vectors: with n lanes each, lane i < n is a's lane i and lane n + i is b's. */
export function shuffleLanes(lanes: 2 | 4 | 8 | 16) {
  return (a: Expr<'v128'>, b: Expr<'v128'>, choice: readonly number[]): Expr<'v128'> => {
    if (choice.length !== lanes) {
      throw new RangeError(`shuffle: expected ${lanes} lanes, received [${choice.join(', ')}]`);
    }
    const width = 16 / lanes;
    for (const lane of choice) laneImmediate(lane, 2 * lanes);
    return {
      type: 'v128',
      emit(code) {
        a.emit(code);
        b.emit(code);
        code.instruction(shuffleBytes);
        for (let i = 0; i < 16; i++)
          code.byte(choice[Math.floor(i / width)]! * width + (i % width));
      },
    };
  };
}
