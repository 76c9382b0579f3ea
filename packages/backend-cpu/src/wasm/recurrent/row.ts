import type { Engine } from '../../engine.ts';
import { type FunctionBuilder, i32, type Local } from '../assembler/index.ts';
import { eachVector } from '../vector/each-vector.ts';
import type { Row } from './cell.ts';

/** How a cell computes with the units of one row; `bytes` are those of H numbers. */
export function rowOf(f: FunctionBuilder, { revectorize }: Engine, bytes: Local<'i32'>): Row {
  return {
    f,
    part: (pointer, parts) => i32.add(pointer, i32.mul(bytes, parts)),
    each(gates, given, step) {
      const pointers = given.map((pointer) => f.let(pointer));
      const count = i32.mul(i32.shr_u(bytes, 2), gates);
      const run = step as (...all: unknown[]) => void;
      const body = (lanes: unknown): void => run(lanes, ...pointers);
      eachVector(f, count, pointers, body, revectorize ? 2 : 1);
    },
  };
}
