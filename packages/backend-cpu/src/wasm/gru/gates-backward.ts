import {
  f32x4,
  type FunctionBuilder,
  i32,
  type Local,
  type ModuleBuilder,
  nmadd,
} from '../assembler/index.ts';
import { eachLanes, parts } from './lanes.ts';

const parameters = {
  rows: 'i32',
  /** Bytes of H numbers. */
  bytes: 'i32',
  saved: 'i32',
  savedRow: 'i32',
  previous: 'i32',
  previousRow: 'i32',
  h0: 'i32',
  outputGradient: 'i32',
  outputGradientRow: 'i32',
  hGradient: 'i32',
  gatesGradient: 'i32',
  gatesGradientRow: 'i32',
  recurrentGradient: 'i32',
  recurrentGradientRow: 'i32',
  lengths: 'i32',
  t: 'i32',
  firstLength: 'i32',
} as const;

type StepLocals = Readonly<Record<keyof typeof parameters, Local<'i32'>>>;

/**
 * One step of one sequence. With dh the gradient of h' = n + z (h - n):
 * daₙ = dh (1 - z) (1 - n²), da_z = dh (h - n) z (1 - z), daᵣ = daₙ hₙ r (1 - r); the n of W_hh h + b_hh gets daₙ r.
 */
function stepGradient(f: FunctionBuilder, p: StepLocals, previous: Local<'i32'>): void {
  const { bytes } = p;
  const [savedR, savedZ, savedN, savedHn] = parts(f, p.saved, bytes, 4) as Four;
  const [gatesR, gatesZ, gatesN] = parts(f, p.gatesGradient, bytes, 3) as Three;
  const [recurrentR, recurrentZ, recurrentN] = parts(f, p.recurrentGradient, bytes, 3) as Three;
  eachLanes(f, bytes, ({ load, store }) => {
    const [r, z, n] = [f.let(load(savedR)), f.let(load(savedZ)), f.let(load(savedN))];
    const dh = f.let(f32x4.add(load(p.hGradient), load(p.outputGradient)));
    const kept = f.let(f32x4.mul(dh, z));
    const dan = f.let(f32x4.mul(f32x4.sub(dh, kept), nmadd(n, n, f32x4.splat(1))));
    const dar = f.let(f32x4.mul(f32x4.mul(f32x4.mul(dan, load(savedHn)), r), f32x4.sub(1, r)));
    const daz = f.let(f32x4.mul(f32x4.mul(f32x4.sub(load(previous), n), kept), f32x4.sub(1, z)));
    store(p.hGradient, kept);
    store(gatesR, dar);
    store(gatesZ, daz);
    store(gatesN, dan);
    // Last, for where nobody wants the gradient of the gates the two share their rows.
    store(recurrentR, dar);
    store(recurrentZ, daz);
    store(recurrentN, f32x4.mul(dan, r));
  });
}

/**
 * One step of all sequences backward. `hGradient` holds the gradient of the step's h; it keeps the part that z passes on, to which
 * the caller adds `recurrentGradient` W_hh. A sequence that has ended keeps its gradient. `previous` is the h before the step, but
 * `h0` where a sequence has the length `firstLength`.
 */
export function defineGatesBackward(module: ModuleBuilder): void {
  module.function('gatesBackward', { parameters }, (f, p) => {
    const { bytes } = p;
    const row = f.local('i32');
    const length = f.local('i32');
    f.while(i32.lt_s(row, p.rows), () => {
      f.set(length, 0x7fff_ffff);
      f.if(p.lengths, () => f.set(length, i32.load(i32.add(p.lengths, i32.shl(row, 2)))));
      f.if(
        i32.gt_s(length, p.t),
        () => {
          const previous = f.let(i32.select(p.h0, p.previous, i32.eq(length, p.firstLength)));
          stepGradient(f, p, previous);
        },
        () => {
          f.fill(p.gatesGradient, 0, i32.mul(bytes, 3));
          f.fill(p.recurrentGradient, 0, i32.mul(bytes, 3));
        },
      );
      f.set(row, i32.add(row, 1));
      const move = (pointer: Local<'i32'>, step: Local<'i32'>) =>
        f.set(pointer, i32.add(pointer, step));
      move(p.saved, p.savedRow);
      move(p.previous, p.previousRow);
      move(p.h0, bytes);
      move(p.outputGradient, p.outputGradientRow);
      move(p.hGradient, bytes);
      move(p.gatesGradient, p.gatesGradientRow);
      move(p.recurrentGradient, p.recurrentGradientRow);
    });
  });
}

type Row = Local<'i32'>;
type Three = [Row, Row, Row];
type Four = [Row, Row, Row, Row];
