import { f32x4, madd, nmadd } from '../assembler/index.ts';
import { sigmoid, tanh } from '../vector/math.ts';
import type { Cell } from './cell.ts';

/** The gated recurrent unit: saves r, z, n and hₙ. */
export const gruCell: Cell = {
  gates: 3,
  saved: 4,
  hasMemory: false,
  splitsLastGate: true,

  /** r = σ(gᵣ + hᵣ), z = σ(g_z + h_z), n = tanh(gₙ + r hₙ), h' = n + z (h - n). */
  forward({ f, part, each, gates, recurrent, h, output, saved }) {
    // r and z lie side by side; a loop of few constants and pointers keeps them in registers.
    each(2, [gates, recurrent, saved], ({ load, store }, g, sum, rz) =>
      store(rz, sigmoid(f, f32x4.add(load(g), load(sum)))),
    );
    const units = [part(gates, 2), part(recurrent, 2), { pointer: saved, count: 4 }] as const;
    each(1, [...units, h, output], ({ load, store }, gn, hn, [r, z, toN, toHn], state, out) => {
      const candidate = f.let(load(hn));
      const n = tanh(f, madd(load(r!), candidate, load(gn)));
      const next = f.let(madd(load(z!), f32x4.sub(load(state), n), n));
      store(state, next);
      store(out, next);
      store(toN!, n);
      store(toHn!, candidate);
    });
  },

  /** daₙ = dh (1 - z) (1 - n²), da_z = dh (h - n) z (1 - z), daᵣ = daₙ hₙ r (1 - r); the n of W_hh h + b_hh gets daₙ r. */
  backward({ f, each, ...row }) {
    const { previous, outputGradient, hGradient, lastRecurrent } = row;
    const saved = { pointer: row.saved, count: 4 };
    const gates = { pointer: row.gates, count: 3 };
    const recurrent = { pointer: row.recurrent, count: 3 };
    each(
      1,
      [saved, previous, outputGradient, hGradient, gates, recurrent, lastRecurrent],
      ({ load, store }, values, before, dOutput, dState, toGates, toRecurrent, toLast) => {
        const [r, z, n, hn] = values.map((pointer) => f.let(load(pointer))) as Four;
        const dh = f.let(f32x4.add(load(dState), load(dOutput)));
        const kept = f.let(f32x4.mul(dh, z));
        const dan = f.let(f32x4.mul(f32x4.sub(dh, kept), nmadd(n, n, f32x4.splat(1))));
        const dhn = f.let(f32x4.mul(dan, r));
        const dar = f.let(f32x4.mul(f32x4.mul(dhn, hn), f32x4.sub(1, r)));
        const fromZ = f32x4.mul(f32x4.sub(load(before), n), kept);
        const daz = f.let(f32x4.mul(fromZ, f32x4.sub(1, z)));
        store(dState, kept);
        store(toLast, dhn);
        for (const [gate, value] of [dar, daz, dan].entries()) store(toGates[gate]!, value);
        for (const [gate, value] of [dar, daz, dhn].entries()) store(toRecurrent[gate]!, value);
      },
    );
  },
};

type Value = ReturnType<typeof tanh>;
type Four = [Value, Value, Value, Value];
