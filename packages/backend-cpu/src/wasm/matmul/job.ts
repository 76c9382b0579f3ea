import { type Expr, f32, type FunctionBuilder, i32, type Local } from '../assembler/index.ts';
import type { LinearMemory } from '../../linear-memory.ts';
import type { Matrix, Product } from './product.ts';

/** The words of a job in the memory, from which all threads read what to do. */
const words = [
  'rows',
  'columns',
  'depth',
  'inner',
  'stripes',
  'stripeRows',
  'stripeColumns',
  'scratch',
  'scratchStep',
  'initial',
  'floor',
  'aRow',
  'aColumn',
  'aOuter',
  'aInner',
  'a',
  'bRow',
  'bColumn',
  'bOuter',
  'bInner',
  'b',
  'initialRow',
  'initialColumn',
  'initialOuter',
  'initialInner',
  'cRow',
  'cColumn',
  'cOuter',
  'cInner',
  'c',
] as const;

type Word = (typeof words)[number];

const place = Object.fromEntries(words.map((word, i) => [word, i])) as Record<Word, number>;

export const jobBytes = 4 * words.length;

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
  const at = job / 4;
  const numbers = memory.i32;
  const write = (word: Word, value: number): void => {
    numbers[at + place[word]] = value;
  };
  const { rows, columns, depth, batch, a, b, initial, c, floor } = product;
  write('rows', rows);
  write('columns', columns);
  write('depth', depth);
  write('inner', batch.at(-1) ?? 1);
  write('stripes', stripes.count);
  write('stripeRows', stripes.rows);
  write('stripeColumns', stripes.columns);
  write('scratch', scratch.pointer);
  write('scratchStep', scratch.step);
  write('initial', initial?.pointer ?? 0);
  memory.f32[at + place.floor] = floor;
  const matrix = (name: 'a' | 'b' | 'initial' | 'c', from: Matrix): void => {
    const [outer, inner] = from.batch.length === 2 ? from.batch : [0, from.batch[0] ?? 0];
    write(name, from.pointer);
    write(`${name}Row`, from.row);
    write(`${name}Column`, from.column);
    write(`${name}Outer`, outer!);
    write(`${name}Inner`, inner!);
  };
  matrix('a', a);
  matrix('b', b);
  matrix('c', c);
  if (initial) matrix('initial', initial);
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
  const word = (name: Word): Expr<'i32'> => i32.load(job, 4 * place[name]);
  const scratch = f.let(i32.add(word('scratch'), i32.mul(thread, word('scratchStep'))));
  f.for(begin, end, 1, (number) => {
    const item = f.let(i32.div_u(number, word('stripes')));
    const stripe = f.let(i32.rem_u(number, word('stripes')));
    const outer = f.let(i32.div_u(item, word('inner')));
    const inner = f.let(i32.rem_u(item, word('inner')));
    const firstRow = f.let(i32.mul(stripe, word('stripeRows')));
    const firstColumn = f.let(i32.mul(stripe, word('stripeColumns')));
    const matrix = (name: 'a' | 'b' | 'initial' | 'c', row: Expr<'i32'>, column: Expr<'i32'>) => {
      const ofBatch = i32.add(
        i32.mul(outer, word(`${name}Outer`)),
        i32.mul(inner, word(`${name}Inner`)),
      );
      const ofStripe = i32.add(
        i32.mul(row, word(`${name}Row`)),
        i32.mul(column, word(`${name}Column`)),
      );
      return f.let(i32.add(word(name), i32.add(ofBatch, ofStripe)));
    };
    const initial = matrix('initial', firstRow, firstColumn);
    f.set(initial, i32.select(initial, 0, word('initial')));
    const left = (whole: Expr<'i32'>, first: Expr<'i32'>, stripeSize: Expr<'i32'>) => {
      const rest = f.let(i32.sub(whole, first));
      // A stripe of 0 stands for the whole axis.
      const cut = i32.and(i32.ne(stripeSize, 0), i32.lt_s(stripeSize, rest));
      return f.let(i32.select(stripeSize, rest, cut));
    };
    work({
      rows: left(word('rows'), firstRow, word('stripeRows')),
      columns: left(word('columns'), firstColumn, word('stripeColumns')),
      depth: word('depth'),
      a: matrix('a', firstRow, i32.const(0)),
      aRow: word('aRow'),
      aColumn: word('aColumn'),
      b: matrix('b', i32.const(0), firstColumn),
      bRow: word('bRow'),
      bColumn: word('bColumn'),
      initial,
      initialRow: word('initialRow'),
      initialColumn: word('initialColumn'),
      c: matrix('c', firstRow, firstColumn),
      cRow: word('cRow'),
      cColumn: word('cColumn'),
      floor: f32.load(job, 4 * place.floor),
      scratch,
    });
  });
}
