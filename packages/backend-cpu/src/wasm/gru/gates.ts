import { f32x4, i32, madd, type ModuleBuilder } from '../assembler/index.ts';
import { sigmoid, tanh } from '../vector/math.ts';
import { eachLanes, parts } from './lanes.ts';

const parameters = {
  rows: 'i32',
  /** Bytes of H numbers. */
  bytes: 'i32',
  gates: 'i32',
  gatesRow: 'i32',
  recurrent: 'i32',
  h: 'i32',
  output: 'i32',
  outputRow: 'i32',
  saved: 'i32',
  savedRow: 'i32',
  lengths: 'i32',
  t: 'i32',
} as const;

/**
 * One step of all sequences: from W_ih x + b_ih in `gates` and W_hh h + b_hh in `recurrent` (rows r, z, n) to the new h, which
 * `h` and `output` receive, while `saved` keeps r, z, n and hₙ. A sequence that has ended (t >= its length; `lengths` 0: none has)
 * keeps its h and outputs 0.
 */
export function defineGates(module: ModuleBuilder): void {
  module.function('gates', { parameters }, (f, p) => {
    const { bytes } = p;
    const row = f.local('i32');
    const isValid = f.local('i32');
    f.while(i32.lt_s(row, p.rows), () => {
      f.set(isValid, 1);
      f.if(p.lengths, () => {
        f.set(isValid, i32.gt_s(i32.load(i32.add(p.lengths, i32.shl(row, 2))), p.t));
      });
      f.if(
        isValid,
        () => {
          const [gr, gz, gn] = parts(f, p.gates, bytes, 3) as [Row, Row, Row];
          const [hr, hz, hn] = parts(f, p.recurrent, bytes, 3) as [Row, Row, Row];
          const saved = parts(f, p.saved, bytes, 4);
          eachLanes(f, bytes, ({ load, store }) => {
            const r = sigmoid(f, f32x4.add(load(gr), load(hr)));
            const z = sigmoid(f, f32x4.add(load(gz), load(hz)));
            const candidate = f.let(load(hn));
            const n = tanh(f, madd(r, candidate, load(gn)));
            const next = f.let(madd(z, f32x4.sub(load(p.h), n), n));
            store(p.h, next);
            store(p.output, next);
            for (const [i, value] of [r, z, n, candidate].entries()) store(saved[i]!, value);
          });
        },
        () => f.fill(p.output, 0, bytes),
      );
      f.set(row, i32.add(row, 1));
      f.set(p.gates, i32.add(p.gates, p.gatesRow));
      f.set(p.recurrent, i32.add(p.recurrent, i32.mul(bytes, 3)));
      f.set(p.h, i32.add(p.h, bytes));
      f.set(p.output, i32.add(p.output, p.outputRow));
      f.set(p.saved, i32.add(p.saved, p.savedRow));
    });
  });
}

type Row = ReturnType<typeof parts>[number];
