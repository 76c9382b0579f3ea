import {
  type FunctionBuilder,
  i32,
  i32x4,
  type Local,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import { eachVector } from '../vector/each-vector.ts';

/** Copies of two nested loops; positions and steps count elements. */
export interface CopyKernels {
  /** Neighbours along the inner loop in both. */
  rows(
    outer: number,
    inner: number,
    from: number,
    to: number,
    outerFrom: number,
    outerTo: number,
  ): void;
  /** Neighbours along the outer loop in the source, along the inner one in the target. */
  transpose(
    outer: number,
    inner: number,
    from: number,
    to: number,
    innerFrom: number,
    outerTo: number,
  ): void;
  strided(
    outer: number,
    inner: number,
    from: number,
    to: number,
    outerFrom: number,
    outerTo: number,
    innerFrom: number,
    innerTo: number,
  ): void;
}

/** From this many elements on, the engine's own copy is worth its call. */
const bulk = 128;

export function defineCopies(module: ModuleBuilder): void {
  defineRows(module);
  defineTranspose(module);
  defineStrided(module);
}

function defineRows(module: ModuleBuilder): void {
  const parameters = {
    outer: 'i32',
    inner: 'i32',
    from: 'i32',
    to: 'i32',
    outerFrom: 'i32',
    outerTo: 'i32',
  } as const;
  module.function('rows', { parameters }, (f, { outer, inner, from, to, outerFrom, outerTo }) => {
    for (const local of [from, to, outerFrom, outerTo]) f.set(local, i32.shl(local, 2));
    f.repeat(outer, () => {
      f.if(
        i32.ge_s(inner, bulk),
        () => f.copy(to, from, i32.shl(inner, 2)),
        () => {
          const source = f.let(from);
          const target = f.let(to);
          eachVector(f, inner, [source, target], (lanes) =>
            lanes.store(target, lanes.load(source)),
          );
        },
      );
      f.set(from, i32.add(from, outerFrom));
      f.set(to, i32.add(to, outerTo));
    });
  });
}

function defineStrided(module: ModuleBuilder): void {
  const parameters = {
    outer: 'i32',
    inner: 'i32',
    from: 'i32',
    to: 'i32',
    outerFrom: 'i32',
    outerTo: 'i32',
    innerFrom: 'i32',
    innerTo: 'i32',
  } as const;
  module.function('strided', { parameters }, (f, p) => {
    for (const local of [p.from, p.to, p.outerFrom, p.outerTo, p.innerFrom, p.innerTo]) {
      f.set(local, i32.shl(local, 2));
    }
    f.repeat(p.outer, () => {
      const source = f.let(p.from);
      const target = f.let(p.to);
      f.repeat(p.inner, () => {
        f.store(target, i32.load(source));
        f.set(source, i32.add(source, p.innerFrom));
        f.set(target, i32.add(target, p.innerTo));
      });
      f.set(p.from, i32.add(p.from, p.outerFrom));
      f.set(p.to, i32.add(p.to, p.outerTo));
    });
  });
}

/** Columns of the source that are read together: a whole cache line of each row. */
const band = 16;

function defineTranspose(module: ModuleBuilder): void {
  const parameters = {
    outer: 'i32',
    inner: 'i32',
    from: 'i32',
    to: 'i32',
    innerFrom: 'i32',
    outerTo: 'i32',
  } as const;
  module.function('transpose', { parameters }, (f, p) => {
    f.set(p.innerFrom, i32.shl(p.innerFrom, 2));
    f.set(p.outerTo, i32.shl(p.outerTo, 2));
    const source = f.let(i32.shl(p.from, 2));
    const target = f.let(i32.shl(p.to, 2));
    const wholeInner = f.let(i32.and(p.inner, -4));
    const wholeOuter = f.let(i32.and(p.outer, -4));
    const places = { ...p, source, target };
    f.for(0, p.outer, band, (first) => {
      const end = i32.add(first, band);
      const last = f.let(i32.select(end, wholeOuter, i32.lt_s(end, wholeOuter)));
      f.for(0, wholeInner, 4, (i) => f.for(first, last, 4, (o) => square(f, places, o, i)));
    });
    f.for(0, wholeOuter, 1, (o) =>
      f.for(wholeInner, p.inner, 1, (i) => single(f, places, o, i)),
    );
    f.for(wholeOuter, p.outer, 1, (o) => f.for(0, p.inner, 1, (i) => single(f, places, o, i)));
  });
}

interface Places {
  readonly source: Local<'i32'>;
  readonly target: Local<'i32'>;
  /** Bytes from row to row. */
  readonly innerFrom: Local<'i32'>;
  readonly outerTo: Local<'i32'>;
}

type Index = ReturnType<typeof i32.const>;

const sourceOf = ({ source, innerFrom }: Places, o: Index, i: Index): Index =>
  i32.add(i32.add(source, i32.shl(o, 2)), i32.mul(i, innerFrom));

const targetOf = ({ target, outerTo }: Places, o: Index, i: Index): Index =>
  i32.add(i32.add(target, i32.shl(i, 2)), i32.mul(o, outerTo));

function single(f: FunctionBuilder, places: Places, o: Index, i: Index): void {
  f.store(targetOf(places, o, i), i32.load(sourceOf(places, o, i)));
}

/** Four by four elements. */
function square(f: FunctionBuilder, places: Places, o: Index, i: Index): void {
  const from = f.let(sourceOf(places, o, i));
  const rows = [0, 1, 2, 3].map((row) => {
    if (row > 0) f.set(from, i32.add(from, places.innerFrom));
    return f.let(v128.load(from, 0, 4));
  });
  const [a, b, c, d] = rows as [Local<'v128'>, Local<'v128'>, Local<'v128'>, Local<'v128'>];
  const lowAB = f.let(i32x4.shuffle(a, b, [0, 4, 1, 5]));
  const highAB = f.let(i32x4.shuffle(a, b, [2, 6, 3, 7]));
  const lowCD = f.let(i32x4.shuffle(c, d, [0, 4, 1, 5]));
  const highCD = f.let(i32x4.shuffle(c, d, [2, 6, 3, 7]));
  const to = f.let(targetOf(places, o, i));
  const columns = [
    i32x4.shuffle(lowAB, lowCD, [0, 1, 4, 5]),
    i32x4.shuffle(lowAB, lowCD, [2, 3, 6, 7]),
    i32x4.shuffle(highAB, highCD, [0, 1, 4, 5]),
    i32x4.shuffle(highAB, highCD, [2, 3, 6, 7]),
  ];
  columns.forEach((column, index) => {
    if (index > 0) f.set(to, i32.add(to, places.outerTo));
    f.store(to, column, 0, 4);
  });
}
