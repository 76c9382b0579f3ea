import {
  type Expr,
  f32x4,
  type FunctionBuilder,
  type Local,
  nmadd,
  v128,
} from '../assembler/index.ts';
import { tanh } from '../vector/math.ts';
import type { Cell } from './cell.ts';

interface Nonlinearity {
  readonly value: (f: FunctionBuilder, x: Expr<'v128'>) => Local<'v128'>;
  /** The gradient of x from that of y = value(x). */
  readonly gradient: (y: Local<'v128'>, g: Expr<'v128'>) => Expr<'v128'>;
}

/** The simple unit: h' = value(g + W_hh h + b_hh). Its output says all that the gradient needs. */
function rnnCell({ value, gradient }: Nonlinearity): Cell {
  return {
    gates: 1,
    saved: 0,
    hasMemory: false,
    splitsLastGate: false,

    forward({ f, each, gates, recurrent, h, output }) {
      each(1, [gates, recurrent, h, output], ({ load, store }, g, sum, state, out) => {
        const next = value(f, f32x4.add(load(g), load(sum)));
        store(state, next);
        store(out, next);
      });
    },

    backward({ f, each, ...row }) {
      const { output, outputGradient, hGradient, gates, recurrent } = row;
      each(
        1,
        [output, outputGradient, hGradient, gates, recurrent],
        ({ load, store }, y, dOutput, dState, toGates, toRecurrent) => {
          const dh = f32x4.add(load(dState), load(dOutput));
          const da = f.let(gradient(f.let(load(y)), dh));
          store(dState, f32x4.splat(0));
          store(toGates, da);
          store(toRecurrent, da);
        },
      );
    },
  };
}

export const rnnTanhCell: Cell = rnnCell({
  value: tanh,
  gradient: (y, g) => f32x4.mul(g, nmadd(y, y, f32x4.splat(1))),
});

export const rnnReluCell: Cell = rnnCell({
  // NaN stays NaN: pmax gives its first operand where the comparison fails.
  value: (f, x) => f.let(f32x4.pmax(x, f32x4.splat(0))),
  gradient: (y, g) => f32x4.mul(g, v128.and(f32x4.gt(y, f32x4.splat(0)), f32x4.splat(1))),
});
