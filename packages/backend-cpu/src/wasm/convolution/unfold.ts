import {
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

/** What is done with a run of numbers of x and of a row; both pointers may be moved. */
type Meet = (
  f: FunctionBuilder,
  run: { readonly from: Local<'i32'>; readonly row: Local<'i32'>; readonly length: Local<'i32'> },
) => void;

/** Bytes behind the last row that `unfold` writes, and behind x that it reads. */
export const overrun = 16;

/** Goes through all places and the runs of numbers that the kernel meets there. */
function defineTraversal(module: ModuleBuilder, name: string, meet: Meet) {
  return module.function(name, { parameters, exported: false }, (f, p) => {
    const g = readGeometry(f, p.geometry);
    const w = f.let(i32.rem_u(p.begin, g.outW));
    const above = f.let(i32.div_u(p.begin, g.outW));
    const h = f.let(i32.rem_u(above, g.outH));
    const d = f.let(i32.div_u(above, g.outH));
    const step = (stride: Local<'i32'>, size: Local<'i32'>) => f.let(bytes(i32.mul(stride, size)));
    const [planes, lines, columns] = [
      step(g.strideD, g.plane),
      step(g.strideH, g.line),
      step(g.strideW, g.C),
    ];
    const [kernelPlanes, kernelLines, kernelColumns] = [
      step(g.dilationD, g.plane),
      step(g.dilationH, g.line),
      step(g.dilationW, g.C),
    ];
    const runBytes = f.let(bytes(g.run));
    const row = f.let(p.rows);
    const lineStart = () => i32.add(p.x, i32.add(i32.mul(d, planes), i32.mul(h, lines)));
    const place = f.let(i32.add(lineStart(), i32.mul(w, columns)));
    f.repeat(p.count, () => {
      const plane = f.let(place);
      f.repeat(g.kernelD, () => {
        const line = f.let(plane);
        f.repeat(g.kernelH, () => {
          const first = f.let(line);
          f.repeat(g.runs, () => {
            meet(f, { from: f.let(first), row: f.let(row), length: g.run });
            f.set(row, i32.add(row, runBytes));
            f.set(first, i32.add(first, kernelColumns));
          });
          f.set(line, i32.add(line, kernelLines));
        });
        f.set(plane, i32.add(plane, kernelPlanes));
      });
      f.set(place, i32.add(place, columns));
      f.set(w, i32.add(w, 1));
      f.if(i32.eq(w, g.outW), () => {
        f.set(w, 0);
        f.set(h, i32.add(h, 1));
        f.if(i32.eq(h, g.outH), () => {
          f.set(h, 0);
          f.set(d, i32.add(d, 1));
        });
        f.set(place, lineStart());
      });
    });
  });
}

/** Whole vectors: what the last has too much is written over by the next run. */
const copy: Meet = (f, { from, row, length }) => {
  f.repeat(i32.shr_u(i32.add(length, 3), 2), () => {
    f.store(row, v128.load(from, 0, 4), 0, 4);
    f.set(from, i32.add(from, overrun));
    f.set(row, i32.add(row, overrun));
  });
};

const add: Meet = (f, { from, row, length }) => {
  eachVector(f, length, [from, row], (lanes) =>
    lanes.store(from, f32x4.add(lanes.load(from), lanes.load(row))),
  );
};

/** Copies what the kernel meets at each place to a row: the matrix A of a product with the weights. */
export function defineUnfold(module: ModuleBuilder) {
  return defineTraversal(module, 'unfold', copy);
}

/** Adds rows to what the kernel met at their places: the transpose of `unfold`. */
export function defineFold(module: ModuleBuilder) {
  return defineTraversal(module, 'fold', add);
}
