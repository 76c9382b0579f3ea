import { f32x4, madd, nmadd } from '../assembler/index.ts';
import { sigmoid, tanh } from '../vector/math.ts';
import type { Cell } from './cell.ts';

/** The long short-term memory: saves i, f, g, o and c. */
export const lstmCell: Cell = {
  gates: 4,
  saved: 5,
  hasMemory: true,
  splitsLastGate: false,

  /** i, f, o = σ(sums), g = tanh(sum), c' = f c + i g, h' = o tanh(c'). */
  forward({ f, part, each, gates, recurrent, h, memory, output, saved }) {
    // Loops of few constants and pointers keep them in registers.
    const gate = (from: number, count: number, value: typeof tanh): void => {
      const places = [gates, recurrent, saved].map((pointer) => part(pointer, from));
      each(count, places as Three, ({ load, store }, g, sum, to) =>
        store(to, value(f, f32x4.add(load(g), load(sum)))),
      );
    };
    gate(0, 2, sigmoid);
    gate(2, 1, tanh);
    gate(3, 1, sigmoid);
    const values = { pointer: saved, count: 5 };
    each(1, [values, memory, h, output], ({ load, store }, own, c, state, out) => {
      const [input, forget, g, o, toMemory] = own as Five<Place>;
      const next = f.let(madd(load(forget), load(c), f32x4.mul(load(input), load(g))));
      const hidden = f.let(f32x4.mul(load(o), tanh(f, next)));
      store(c, next);
      store(toMemory, next);
      store(state, hidden);
      store(out, hidden);
    });
  },

  /**
   * With y = tanh(c'): dc = dc' + dh o (1 - y²); daₒ = dh y o (1 - o), daᵢ = dc g i (1 - i), da_f = dc c f (1 - f),
   * da_g = dc i (1 - g²); the memory before the step gets dc f.
   */
  backward({ f, each, ...row }) {
    const { previousMemory, outputGradient, hGradient, memoryGradient } = row;
    const saved = { pointer: row.saved, count: 5 };
    const gates = { pointer: row.gates, count: 4 };
    const recurrent = { pointer: row.recurrent, count: 4 };
    each(
      1,
      [saved, previousMemory, outputGradient, hGradient, memoryGradient, gates, recurrent],
      ({ load, store }, own, before, dOutput, dState, dMemory, toGates, toRecurrent) => {
        const values = own.map((pointer) => f.let(load(pointer)));
        const [input, forget, g, out, memory] = values as Five<Value>;
        const y = tanh(f, memory);
        const dh = f.let(f32x4.add(load(dState), load(dOutput)));
        const dhOut = f.let(f32x4.mul(dh, out));
        const one = f32x4.splat(1);
        const dc = f.let(madd(dhOut, nmadd(y, y, one), load(dMemory)));
        const dcInput = f.let(f32x4.mul(dc, input));
        const dcForget = f.let(f32x4.mul(dc, forget));
        const gradients = [
          f32x4.mul(f32x4.mul(dcInput, g), f32x4.sub(1, input)),
          f32x4.mul(f32x4.mul(dcForget, load(before)), f32x4.sub(1, forget)),
          f32x4.mul(dcInput, nmadd(g, g, one)),
          f32x4.mul(f32x4.mul(dhOut, y), f32x4.sub(1, out)),
        ].map((gradient) => f.let(gradient));
        store(dState, f32x4.splat(0));
        store(dMemory, dcForget);
        for (const [gate, gradient] of gradients.entries()) {
          store(toGates[gate]!, gradient);
          store(toRecurrent[gate]!, gradient);
        }
      },
    );
  },
};

type Value = ReturnType<typeof tanh>;
type Place = ReturnType<Parameters<Cell['forward']>[0]['part']>;
type Three = [Place, Place, Place];
type Five<T> = [T, T, T, T, T];
