import {
  type Expr,
  type FunctionBuilder,
  f32,
  f32x4,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import { readGeometry } from './geometry.ts';

const parameters = {
  geometry: 'i32',
  /** The first of the channels of x. */
  x: 'i32',
  channels: 'i32',
  /** Places of the output, and how many of them. */
  begin: 'i32',
  count: 'i32',
  /** A row of `count` numbers for each channel and each element of the kernel. */
  rows: 'i32',
} as const;

/** What is done where a row of the output meets a row of the input: `from` points to x, `row` to the unfolded numbers. */
type Meet = (
  f: FunctionBuilder,
  meeting: {
    readonly from: Local<'i32'>;
    readonly row: Local<'i32'>;
    readonly count: Local<'i32'>;
    /** Bytes from one number of x to the next. */
    readonly step: Local<'i32'>;
  },
) => void;

/** Where x has no number: `count` unfolded ones stand for padding. */
type Miss = (f: FunctionBuilder, row: Local<'i32'>, count: Expr<'i32'>) => void;

const atMost = (f: FunctionBuilder, a: Expr<'i32'>, b: Local<'i32'>): Local<'i32'> => {
  const value = f.let(a);
  return f.let(i32.select(value, b, i32.lt_s(value, b)));
};

/** How many steps of `stride` lie in `distance`, the last one perhaps in part; none in a negative distance. */
function stepsIn(
  f: FunctionBuilder,
  distance: Expr<'i32'>,
  stride: Local<'i32'>,
  most: Local<'i32'>,
): Local<'i32'> {
  const whole = f.let(distance);
  const steps = i32.div_s(i32.add(whole, i32.sub(stride, 1)), stride);
  return atMost(f, i32.select(steps, 0, i32.gt_s(whole, 0)), most);
}

/** Goes through all channels, elements of the kernel and places: rows of places that lie side by side are met together. */
function defineTraversal(module: ModuleBuilder, name: string, meet: Meet, miss: Miss) {
  return module.function(name, { parameters, exported: false }, (f, p) => {
    const g = readGeometry(f, p.geometry);
    const place = (f_: FunctionBuilder, out: Local<'i32'>, axis: 'D' | 'H' | 'W', k: Expr<'i32'>) =>
      f_.let(
        i32.add(
          i32.sub(i32.mul(out, g[`stride${axis}`]), g[`padding${axis}`]),
          i32.mul(k, g[`dilation${axis}`]),
        ),
      );
    const row = f.let(p.rows);
    const channel = f.let(p.x);
    const step = f.let(i32.shl(g.strideW, 2));
    const line = f.let(i32.div_u(p.begin, g.outW));
    f.repeat(p.channels, () => {
      f.for(0, g.kernelD, 1, (kd) =>
        f.for(0, g.kernelH, 1, (kh) =>
          f.for(0, g.kernelW, 1, (kw) => {
            const left = f.let(p.count);
            const w = f.let(i32.rem_u(p.begin, g.outW));
            const h = f.let(i32.rem_u(line, g.outH));
            const d = f.let(i32.div_u(line, g.outH));
            f.while(i32.gt_s(left, 0), () => {
              const count = atMost(f, i32.sub(g.outW, w), left);
              const [atD, atH, atW] = [
                place(f, d, 'D', kd),
                place(f, h, 'H', kh),
                place(f, w, 'W', kw),
              ];
              const isInside = i32.and(i32.lt_u(atD, g.D), i32.lt_u(atH, g.H));
              f.if(
                isInside,
                () => {
                  const before = stepsIn(f, i32.sub(0, atW), g.strideW, count);
                  const until = stepsIn(f, i32.sub(g.W, atW), g.strideW, count);
                  const met = f.let(i32.sub(until, before));
                  f.set(met, i32.select(met, 0, i32.gt_s(met, 0)));
                  const at = i32.add(
                    i32.mul(i32.add(i32.mul(atD, g.H), atH), g.W),
                    i32.add(atW, i32.mul(before, g.strideW)),
                  );
                  const from = f.let(i32.add(channel, i32.shl(at, 2)));
                  miss(f, row, before);
                  f.set(row, i32.add(row, i32.shl(before, 2)));
                  meet(f, { from, row: f.let(row), count: met, step });
                  f.set(row, i32.add(row, i32.shl(met, 2)));
                  const after = f.let(i32.sub(count, i32.add(before, met)));
                  miss(f, row, after);
                  f.set(row, i32.add(row, i32.shl(after, 2)));
                },
                () => {
                  miss(f, row, count);
                  f.set(row, i32.add(row, i32.shl(count, 2)));
                },
              );
              f.set(left, i32.sub(left, count));
              f.set(w, 0);
              f.set(h, i32.add(h, 1));
              f.if(i32.eq(h, g.outH), () => {
                f.set(h, 0);
                f.set(d, i32.add(d, 1));
              });
            });
          }),
        ),
      );
      f.set(channel, i32.add(channel, i32.shl(g.volume, 2)));
    });
  });
}

const copy: Meet = (f, { from, row, count, step }) => {
  const left = f.let(count);
  f.if(i32.eq(step, 4), () => {
    f.repeat(i32.shr_u(count, 2), () => {
      f.store(row, v128.load(from, 0, 4), 0, 4);
      f.set(from, i32.add(from, 16));
      f.set(row, i32.add(row, 16));
    });
    f.set(left, i32.and(count, 3));
  });
  f.repeat(left, () => {
    f.store(row, f32.load(from));
    f.set(from, i32.add(from, step));
    f.set(row, i32.add(row, 4));
  });
};

const clear: Miss = (f, row, count) => {
  const at = f.let(row);
  f.repeat(f.let(count), () => {
    f.store(at, f32.const(0));
    f.set(at, i32.add(at, 4));
  });
};

const add: Meet = (f, { from, row, count, step }) => {
  const left = f.let(count);
  f.if(i32.eq(step, 4), () => {
    f.repeat(i32.shr_u(count, 2), () => {
      f.store(from, f32x4.add(v128.load(from, 0, 4), v128.load(row, 0, 4)), 0, 4);
      f.set(from, i32.add(from, 16));
      f.set(row, i32.add(row, 16));
    });
    f.set(left, i32.and(count, 3));
  });
  f.repeat(left, () => {
    f.store(from, f32.add(f32.load(from), f32.load(row)));
    f.set(from, i32.add(from, step));
    f.set(row, i32.add(row, 4));
  });
};

/** Copies what each element of the kernel meets in x, 0 in the padding, to rows of places: B of the matrix product. */
export function defineUnfold(module: ModuleBuilder) {
  return defineTraversal(module, 'unfold', copy, clear);
}

/** Adds rows of places to what each element of the kernel met in x: the transpose of `unfold`. */
export function defineFold(module: ModuleBuilder) {
  return defineTraversal(module, 'fold', add, () => {});
}
