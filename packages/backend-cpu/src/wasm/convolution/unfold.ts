import {
  type Expr,
  f32x4,
  type FunctionBuilder,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import { eachVector } from '../vector/each-vector.ts';
import { bytes } from './address.ts';
import { readGeometry } from './geometry.ts';

const parameters = {
  geometry: 'i32',
  /** The first channel of an image with its padding, the channels of a place side by side. */
  x: 'i32',
  /** Places of the output, and how many of them. */
  begin: 'i32',
  count: 'i32',
  /** A row for each place: for each element of the kernel the channels that it meets. */
  rows: 'i32',
} as const;

/** Where one line of the kernel meets one line of places: pointers to the first run of x and of the rows, which may be moved. */
interface Meeting {
  readonly from: Local<'i32'>;
  readonly row: Local<'i32'>;
  /** Bytes to the runs of the next place. */
  readonly fromStep: Local<'i32'>;
  readonly rowStep: Local<'i32'>;
  readonly places: Local<'i32'>;
  /** Numbers of a run. */
  readonly length: Local<'i32'>;
}

type Meet = (f: FunctionBuilder, meeting: Meeting) => void;

/** Bytes behind x that are read and behind each row that are written, at most. */
export const overrun = 16;

/** Bytes from one row to the next. */
export function rowBytes(depth: Expr<'i32'>): Expr<'i32'> {
  return i32.add(bytes(depth), overrun);
}

/** Goes through all lines of places and, for each, the lines of the kernel. */
function defineTraversal(module: ModuleBuilder, name: string, meet: Meet) {
  return module.function(name, { parameters, exported: false }, (f, p) => {
    const g = readGeometry(f, p.geometry);
    const w = f.let(i32.rem_u(p.begin, g.outW));
    const above = f.let(i32.div_u(p.begin, g.outW));
    const h = f.let(i32.rem_u(above, g.outH));
    const d = f.let(i32.div_u(above, g.outH));
    const step = (stride: Local<'i32'>, size: Local<'i32'>) => f.let(bytes(i32.mul(stride, size)));
    const [ofD, ofH, ofW] = [
      step(g.strideD, g.plane),
      step(g.strideH, g.line),
      step(g.strideW, g.C),
    ];
    const [kernelD, kernelH, kernelW] = [
      step(g.dilationD, g.plane),
      step(g.dilationH, g.line),
      step(g.dilationW, g.C),
    ];
    const rowStep = f.let(rowBytes(g.depth));
    const runBytes = f.let(bytes(g.run));
    const rows = f.let(p.rows);
    const left = f.let(p.count);
    f.while(i32.gt_s(left, 0), () => {
      const inLine = f.let(i32.sub(g.outW, w));
      const places = f.let(i32.select(inLine, left, i32.lt_s(inLine, left)));
      const first = i32.add(i32.add(i32.mul(d, ofD), i32.mul(h, ofH)), i32.mul(w, ofW));
      const plane = f.let(i32.add(p.x, first));
      const row = f.let(rows);
      f.repeat(g.kernelD, () => {
        const line = f.let(plane);
        f.repeat(g.kernelH, () => {
          const from = f.let(line);
          f.repeat(g.runs, () => {
            meet(f, {
              from: f.let(from),
              row: f.let(row),
              fromStep: ofW,
              rowStep,
              places,
              length: g.run,
            });
            f.set(row, i32.add(row, runBytes));
            f.set(from, i32.add(from, kernelW));
          });
          f.set(line, i32.add(line, kernelH));
        });
        f.set(plane, i32.add(plane, kernelD));
      });
      f.set(rows, i32.add(rows, i32.mul(places, rowStep)));
      f.set(left, i32.sub(left, places));
      f.set(w, 0);
      f.set(h, i32.add(h, 1));
      f.if(i32.eq(h, g.outH), () => {
        f.set(h, 0);
        f.set(d, i32.add(d, 1));
      });
    });
  });
}

/** Runs of so many vectors, of images of one or three channels, are copied without a loop. */
const shortRuns = [1, 2, 3, 4];

/** Whole vectors: what the last one has too much is written over by the next run, or lies behind the row. */
const copy: Meet = (f, { from, row, fromStep, rowStep, places, length }) => {
  const vectors = f.let(i32.shr_u(i32.add(length, 3), 2));
  const next = (): void => {
    f.set(from, i32.add(from, fromStep));
    f.set(row, i32.add(row, rowStep));
  };
  f.block((done) => {
    for (const short of shortRuns) {
      f.if(i32.eq(vectors, short), () => {
        f.repeat(places, () => {
          const run = Array.from({ length: short }, (_, v) => f.let(v128.load(from, 16 * v, 4)));
          for (const [v, four] of run.entries()) f.store(row, four, 16 * v, 4);
          next();
        });
        f.br(done);
      });
    }
    f.repeat(places, () => {
      const [source, target] = [f.let(from), f.let(row)];
      f.repeat(vectors, () => {
        f.store(target, v128.load(source, 0, 4), 0, 4);
        f.set(source, i32.add(source, 16));
        f.set(target, i32.add(target, 16));
      });
      next();
    });
  });
};

const add: Meet = (f, { from, row, fromStep, rowStep, places, length }) => {
  f.repeat(places, () => {
    const [target, source] = [f.let(from), f.let(row)];
    eachVector(f, length, [target, source], (lanes) =>
      lanes.store(target, f32x4.add(lanes.load(target), lanes.load(source))),
    );
    f.set(from, i32.add(from, fromStep));
    f.set(row, i32.add(row, rowStep));
  });
};

/** Copies what the kernel meets at each place to a row: the matrix A of a product with the weights. */
export function defineUnfold(module: ModuleBuilder) {
  return defineTraversal(module, 'unfold', copy);
}

/** Adds rows to what the kernel met at their places: the transpose of `unfold`. */
export function defineFold(module: ModuleBuilder) {
  return defineTraversal(module, 'fold', add);
}
