import {
  f32,
  type FunctionBuilder,
  type FunctionHandle,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import { transpose4 } from './transpose.ts';

const parameters = {
  source: 'i32',
  laneStride: 'i32',
  depthStride: 'i32',
  lanes: 'i32',
  depth: 'i32',
  target: 'i32',
  step: 'i32',
} as const;

export type PackFour = FunctionHandle<typeof parameters, undefined>;
type Locals = { readonly [Name in keyof typeof parameters]: Local<'i32'> };

/** Pointers to the four lanes; a lane behind the last repeats it: what is computed from it is never stored. */
function lanePointers(f: FunctionBuilder, p: Locals) {
  const last = f.let(i32.sub(p.lanes, 1));
  const pointer = (lane: number): Local<'i32'> => {
    const at = i32.select(lane, last, i32.lt_s(lane, last));
    return f.let(i32.add(p.source, i32.mul(at, p.laneStride)));
  };
  return [pointer(0), pointer(1), pointer(2), pointer(3)] as const;
}

function copyVectors(f: FunctionBuilder, p: Locals): void {
  f.repeat(p.depth, () => {
    f.store(p.target, v128.load(p.source, 0, 4), 0, 4);
    f.set(p.source, i32.add(p.source, p.depthStride));
    f.set(p.target, i32.add(p.target, p.step));
  });
}

function interleave(f: FunctionBuilder, p: Locals): void {
  const lanes = lanePointers(f, p);
  f.if(i32.eq(p.depthStride, 4), () => {
    f.repeat(i32.shr_u(p.depth, 2), () => {
      const load = (lane: Local<'i32'>): Local<'v128'> => f.let(v128.load(lane, 0, 4));
      const columns = transpose4(f, [
        load(lanes[0]),
        load(lanes[1]),
        load(lanes[2]),
        load(lanes[3]),
      ]);
      for (const column of columns) {
        f.store(p.target, column, 0, 4);
        f.set(p.target, i32.add(p.target, p.step));
      }
      for (const lane of lanes) f.set(lane, i32.add(lane, 16));
    });
    f.set(p.depth, i32.and(p.depth, 3));
  });
  f.repeat(p.depth, () => {
    for (const [i, lane] of lanes.entries()) {
      f.store(p.target, f32.load(lane), 4 * i);
      f.set(lane, i32.add(lane, p.depthStride));
    }
    f.set(p.target, i32.add(p.target, p.step));
  });
}

/**
 * Puts the numbers of one to four lanes (`laneStride` bytes apart) side by side, for each of `depth` places (`depthStride` bytes
 * apart): 16 bytes are written at every `step` bytes of the target.
 */
export function definePackFour(module: ModuleBuilder): PackFour {
  return module.function('packFour', { parameters, exported: false }, (f, p) => {
    const whole = i32.and(i32.eq(p.laneStride, 4), i32.eq(p.lanes, 4));
    f.if(
      whole,
      () => copyVectors(f, p),
      () => interleave(f, p),
    );
  });
}
