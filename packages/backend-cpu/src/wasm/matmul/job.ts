import { type Expr, f32, type FunctionBuilder, i32, type Local } from '../assembler/index.ts';
import type { LinearMemory } from '../../linear-memory.ts';
import type { Matrix, Product } from './product.ts';

/** The words of a job in the memory, from which all threads read what to do; five for each matrix. */
const word = {
  rows: 0,
  columns: 1,
  depth: 2,
  /** Size of the inner axis of the batch. */
  inner: 3,
  stripes: 4,
  stripeRows: 5,
  stripeColumns: 6,
  scratch: 7,
  scratchStep: 8,
  floor: 9,
  a: 10,
  b: 15,
  initial: 20,
  c: 25,
} as const;

/** The words of a matrix, from its own first one on. */
const part = { pointer: 0, row: 1, column: 2, outer: 3, inner: 4 } as const;

type MatrixName = 'a' | 'b' | 'initial' | 'c';

export const jobBytes = 4 * 30;

/** How products are cut into stripes of rows or columns; the whole of the other axis belongs to each. */
export interface Stripes {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
}

export interface Scratch {
  readonly pointer: number;
  readonly step: number;
}

/** Writes a job; the batch has two axes at most. Units of work are the stripes of all matrices, in the order of the batch. */
export function writeJob(
  memory: LinearMemory,
  job: number,
  product: Product,
  stripes: Stripes,
  scratch: Scratch,
): void {
  const numbers = memory.i32;
  const at = job >>> 2;
  const { batch, initial } = product;
  numbers[at + word.rows] = product.rows;
  numbers[at + word.columns] = product.columns;
  numbers[at + word.depth] = product.depth;
  numbers[at + word.inner] = batch.at(-1) ?? 1;
  numbers[at + word.stripes] = stripes.count;
  numbers[at + word.stripeRows] = stripes.rows;
  numbers[at + word.stripeColumns] = stripes.columns;
  numbers[at + word.scratch] = scratch.pointer;
  numbers[at + word.scratchStep] = scratch.step;
  memory.f32[at + word.floor] = product.floor;
  writeMatrix(numbers, at + word.a, product.a);
  writeMatrix(numbers, at + word.b, product.b);
  writeMatrix(numbers, at + word.c, product.c);
  if (initial) writeMatrix(numbers, at + word.initial, initial);
  else numbers[at + word.initial + part.pointer] = 0;
}

function writeMatrix(
  numbers: Int32Array,
  at: number,
  { pointer, row, column, batch }: Matrix,
): void {
  numbers[at + part.pointer] = pointer;
  numbers[at + part.row] = row;
  numbers[at + part.column] = column;
  numbers[at + part.outer] = batch.length === 2 ? batch[0]! : 0;
  numbers[at + part.inner] = batch.at(-1) ?? 0;
}

/** What a kernel is told of one unit. */
export interface Unit {
  readonly rows: Local<'i32'>;
  readonly columns: Local<'i32'>;
  readonly depth: Expr<'i32'>;
  readonly a: Local<'i32'>;
  readonly aRow: Expr<'i32'>;
  readonly aColumn: Expr<'i32'>;
  readonly b: Local<'i32'>;
  readonly bRow: Expr<'i32'>;
  readonly bColumn: Expr<'i32'>;
  /** 0 where nothing is added. */
  readonly initial: Local<'i32'>;
  readonly initialRow: Expr<'i32'>;
  readonly initialColumn: Expr<'i32'>;
  readonly c: Local<'i32'>;
  readonly cRow: Expr<'i32'>;
  readonly cColumn: Expr<'i32'>;
  readonly floor: Expr<'f32'>;
  readonly scratch: Local<'i32'>;
}

export const jobParameters = { thread: 'i32', begin: 'i32', end: 'i32', job: 'i32' } as const;

type JobLocals = Readonly<Record<keyof typeof jobParameters, Local<'i32'>>>;

/** Calls back to write the work of each unit from `begin` to before `end`. */
export function eachUnit(
  f: FunctionBuilder,
  { thread, begin, end, job }: JobLocals,
  work: (unit: Unit) => void,
): void {
  const load = (at: number): Expr<'i32'> => i32.load(job, 4 * at);
  const scratch = f.let(i32.add(load(word.scratch), i32.mul(thread, load(word.scratchStep))));
  f.for(begin, end, 1, (number) => {
    const item = f.let(i32.div_u(number, load(word.stripes)));
    const stripe = f.let(i32.rem_u(number, load(word.stripes)));
    const outer = f.let(i32.div_u(item, load(word.inner)));
    const inner = f.let(i32.rem_u(item, load(word.inner)));
    const firstRow = f.let(i32.mul(stripe, load(word.stripeRows)));
    const firstColumn = f.let(i32.mul(stripe, load(word.stripeColumns)));
    const row = (name: MatrixName) => load(word[name] + part.row);
    const column = (name: MatrixName) => load(word[name] + part.column);
    const matrix = (name: MatrixName, i: Expr<'i32'> | number, j: Expr<'i32'> | number) => {
      const ofBatch = i32.add(
        i32.mul(outer, load(word[name] + part.outer)),
        i32.mul(inner, load(word[name] + part.inner)),
      );
      const ofStripe = i32.add(i32.mul(i, row(name)), i32.mul(j, column(name)));
      return f.let(i32.add(load(word[name] + part.pointer), i32.add(ofBatch, ofStripe)));
    };
    const left = (whole: number, first: Expr<'i32'>, stripeWord: number) => {
      const rest = f.let(i32.sub(load(whole), first));
      const size = f.let(load(stripeWord));
      // A stripe of 0 stands for the whole axis.
      return f.let(i32.select(size, rest, i32.and(i32.ne(size, 0), i32.lt_s(size, rest))));
    };
    const initial = matrix('initial', firstRow, firstColumn);
    f.set(initial, i32.select(initial, 0, load(word.initial + part.pointer)));
    work({
      rows: left(word.rows, firstRow, word.stripeRows),
      columns: left(word.columns, firstColumn, word.stripeColumns),
      depth: load(word.depth),
      a: matrix('a', firstRow, 0),
      aRow: row('a'),
      aColumn: column('a'),
      b: matrix('b', 0, firstColumn),
      bRow: row('b'),
      bColumn: column('b'),
      initial,
      initialRow: row('initial'),
      initialColumn: column('initial'),
      c: matrix('c', firstRow, firstColumn),
      cRow: row('c'),
      cColumn: column('c'),
      floor: f32.load(job, 4 * word.floor),
      scratch,
    });
  });
}
