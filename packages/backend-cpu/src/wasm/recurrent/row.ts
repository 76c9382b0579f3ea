import type { Engine } from '../../engine.ts';
import { type Expr, type FunctionBuilder, i32, type Local } from '../assembler/index.ts';
import { eachVector, type Lanes } from '../vector/each-vector.ts';
import type { Parts, Row, Units } from './cell.ts';

/** How a cell computes with the units of one row; `bytes` are those of H numbers. */
export function rowOf(f: FunctionBuilder, { revectorize }: Engine, bytes: Local<'i32'>): Row {
  const part = (pointer: Expr<'i32'>, number: number) => i32.add(pointer, i32.mul(bytes, number));
  return {
    f,
    part,
    each(gates, given, step) {
      const moving: Local<'i32'>[] = [];
      const move = (pointer: Expr<'i32'>): Local<'i32'> => {
        const local = f.let(pointer);
        moving.push(local);
        return local;
      };
      const partsOf = ({ pointer, count }: Parts): readonly Expr<'i32'>[] => {
        const numbers = Array.from({ length: count }, (_, number) => number);
        // The engine joins neighbours only behind a pointer of their own; others soon run out of registers for these.
        if (revectorize) return numbers.map((number) => move(part(pointer, number)));
        const first = move(pointer);
        return numbers.map((number) => part(first, number));
      };
      const pointers = given.map((pointer) =>
        'count' in pointer ? partsOf(pointer) : move(pointer),
      );
      const run = step as (units: Units, ...all: unknown[]) => void;
      const count = i32.mul(i32.shr_u(bytes, 2), gates);
      eachVector(
        f,
        count,
        moving,
        (lanes) => run(unitsOf(lanes), ...pointers),
        revectorize ? 2 : 1,
      );
    },
  };
}

function unitsOf(lanes: Lanes): Units {
  return {
    load: (pointer) => lanes.load(pointer),
    store: (pointer, value) => lanes.store(pointer, value),
  };
}
