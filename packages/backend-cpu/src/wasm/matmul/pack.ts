import {
  f32,
  type FunctionBuilder,
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
} as const;

type PackLocals = Readonly<Record<keyof typeof parameters, Local<'i32'>>>;

/** Four lanes from number `first` on; a lane behind the last repeats it, its products are never stored. */
function packFour(
  f: FunctionBuilder,
  p: PackLocals,
  first: Local<'i32'>,
  to: Local<'i32'>,
  step: number,
): void {
  const last = f.let(i32.sub(p.lanes, 1));
  const pointer = (lane: number): Local<'i32'> => {
    const wanted = f.let(i32.add(first, lane));
    const at = i32.select(wanted, last, i32.lt_s(wanted, last));
    return f.let(i32.add(p.source, i32.mul(at, p.laneStride)));
  };
  const from = [pointer(0), pointer(1), pointer(2), pointer(3)] as const;
  const left = f.let(p.depth);
  f.if(i32.eq(p.depthStride, 4), () => {
    f.repeat(i32.shr_u(p.depth, 2), () => {
      const load = (lane: Local<'i32'>): Local<'v128'> => f.let(v128.load(lane, 0, 4));
      const columns = transpose4(f, [load(from[0]), load(from[1]), load(from[2]), load(from[3])]);
      for (const [k, column] of columns.entries()) f.store(to, column, k * step);
      for (const lane of from) f.set(lane, i32.add(lane, 16));
      f.set(to, i32.add(to, 4 * step));
    });
    f.set(left, i32.and(p.depth, 3));
  });
  f.repeat(left, () => {
    for (const [i, lane] of from.entries()) {
      f.store(to, f32.load(lane), 4 * i);
      f.set(lane, i32.add(lane, p.depthStride));
    }
    f.set(to, i32.add(to, step));
  });
}

/** Lanes of `count` panels that lie side by side in the source: whole vectors are copied. */
function copyPanels(
  f: FunctionBuilder,
  p: PackLocals,
  first: Local<'i32'>,
  width: number,
  count: number,
): void {
  const panel = f.let(i32.mul(p.depth, 4 * width));
  const targets = Array.from({ length: count }, (_, i) =>
    f.let(i32.add(p.target, i32.mul(panel, i))),
  );
  const from = f.let(i32.add(p.source, i32.shl(first, 2)));
  f.repeat(p.depth, () => {
    for (const [i, to] of targets.entries()) {
      for (let lane = 0; lane < width; lane += 4) {
        f.store(to, v128.load(from, 4 * (i * width + lane), 4), 4 * lane);
      }
      f.set(to, i32.add(to, 4 * width));
    }
    f.set(from, i32.add(from, p.depthStride));
  });
  f.set(p.target, targets.at(-1)!);
  f.set(first, i32.add(first, width * count));
}

/** Lanes of one cache line: copied together, each line is read once. */
const lineLanes = 16;

/**
 * Copies a matrix into panels of `width` lanes (rows of A, columns of B): for each panel and each k the numbers of its lanes side
 * by side. The strides, in bytes, make it the matrix or its transpose.
 */
export function definePack(module: ModuleBuilder, name: string, width: 4 | 8): void {
  module.function(name, { parameters }, (f, p) => {
    const first = f.local('i32');
    const hasLanes = (count: number) => i32.ge_s(i32.sub(p.lanes, first), count);
    f.if(i32.eq(p.laneStride, 4), () => {
      f.while(hasLanes(lineLanes), () => copyPanels(f, p, first, width, lineLanes / width));
      f.while(hasLanes(width), () => copyPanels(f, p, first, width, 1));
    });
    f.while(i32.lt_s(first, p.lanes), () => {
      for (let i = 0; i < width; i += 4) {
        packFour(f, p, first, f.let(i32.add(p.target, 4 * i)), 4 * width);
        f.set(first, i32.add(first, 4));
      }
      f.set(p.target, i32.add(p.target, i32.mul(p.depth, 4 * width)));
    });
  });
}
