import {
  type Expr,
  f32,
  f32x4,
  type FunctionBuilder,
  i32,
  type Local,
} from '../assembler/index.ts';
import { eachVector } from '../vector/each-vector.ts';
import { listRows } from './list-rows.ts';
import { addRows, type RowList } from './row-groups.ts';
import { bytes, four } from './words.ts';

/** Positions and sizes in words. */
export const parameters = {
  thread: 'i32',
  count: 'i32',
  input: 'i32',
  output: 'i32',
  inputRows: 'i32',
  outputRows: 'i32',
  labels: 'i32',
  inputWidth: 'i32',
  outputWidth: 'i32',
  /** Words from the labels of an example to those of the next. */
  labelStep: 'i32',
  size: 'i32',
  /** Whether h is the mean of its rows, and whether each of them gets its share of the change. */
  isMean: 'i32',
  isShared: 'i32',
  rate: 'f32',
  /** Working space of thread 0, and from one thread to the next. */
  space: 'i32',
  spaceStep: 'i32',
  /** Where the loss goes, float64. */
  loss: 'i32',
} as const;

export type Parameters = {
  readonly [Name in keyof typeof parameters]: Local<(typeof parameters)[Name]>;
};

/** Words of an example's working space: h and its change, then lists; each begins at a multiple of four. */
export function spaceWords(size: number, inputWidth: number, outputWidth: number): number {
  return 2 * wholeVectors(size) + 2 * wholeVectors(inputWidth) + 3 * wholeVectors(outputWidth);
}

const wholeVectors = (words: number): number => 4 * Math.ceil(words / 4);

/** Addresses in the working space of an example. */
export interface Space {
  readonly h: Local<'i32'>;
  readonly change: Local<'i32'>;
  /** Addresses of input rows, and what each is multiplied by. */
  readonly inputs: Local<'i32'>;
  readonly shares: Local<'i32'>;
  /** Addresses of output rows, their labels, and their predictions. */
  readonly outputs: Local<'i32'>;
  readonly labels: Local<'i32'>;
  readonly numbers: Local<'i32'>;
  /** Behind it. */
  readonly end: Local<'i32'>;
}

export function spaceAt(f: FunctionBuilder, start: Expr<'i32'>, p: Parameters): Space {
  const h = f.let(start);
  const after = (part: Expr<'i32'>, words: Expr<'i32'>): Local<'i32'> =>
    f.let(i32.add(part, bytes(four(words))));
  const change = after(h, p.size);
  const inputs = after(change, p.size);
  const shares = after(inputs, p.inputWidth);
  const outputs = after(shares, p.inputWidth);
  const labels = after(outputs, p.outputWidth);
  const numbers = after(labels, p.outputWidth);
  return {
    h,
    change,
    inputs,
    shares,
    outputs,
    labels,
    numbers,
    end: after(numbers, p.outputWidth),
  };
}

/** Where the space of this thread begins. */
export function ownSpace(f: FunctionBuilder, p: Parameters): Local<'i32'> {
  return f.let(bytes(i32.add(p.space, i32.mul(p.thread, p.spaceStep))));
}

/** An example whose rows are listed in its working space. */
export interface Example {
  readonly inputs: RowList;
  readonly outputs: RowList;
  /** Whether it has rows on both sides. */
  readonly isComplete: Expr<'i32'>;
}

/** Lists the rows of the next example whenever it is asked. */
export function exampleReader(f: FunctionBuilder, p: Parameters): (space: Space) => Example {
  const rowBytes = f.let(bytes(p.size));
  const input = {
    at: f.let(bytes(p.inputRows)),
    width: p.inputWidth,
    table: f.let(bytes(p.input)),
  };
  const output = {
    at: f.let(bytes(p.outputRows)),
    width: p.outputWidth,
    table: f.let(bytes(p.output)),
  };
  const labels = f.let(bytes(p.labels));
  return (space) => {
    const inputs = listRows(f, { ...input, rowBytes }, space.inputs);
    const numbers = { from: labels, to: space.labels };
    const outputs = listRows(f, { ...output, rowBytes }, space.outputs, numbers);
    f.set(labels, i32.add(labels, bytes(p.labelStep)));
    return {
      inputs: { rows: space.inputs, numbers: space.shares, count: inputs },
      outputs: { rows: space.outputs, numbers: space.numbers, count: outputs },
      isComplete: i32.and(i32.gt_s(inputs, 0), i32.gt_s(outputs, 0)),
    };
  };
}

/** Gives each row of a list 1 / count, or 1. */
export function setShares(
  f: FunctionBuilder,
  { numbers, count }: RowList,
  isPart: Expr<'i32'>,
): void {
  const share = f32.div(1, f32.convert_i32_s(count));
  const all = f.let(f32.select(share, f32.const(1), isPart));
  const to = f.let(numbers);
  f.repeat(count, () => {
    f.store(to, all);
    f.set(to, i32.add(to, 4));
  });
}

/** h = the mean or sum of the input rows. */
export function combineRows(
  f: FunctionBuilder,
  inputs: RowList,
  h: Local<'i32'>,
  p: Parameters,
): void {
  setShares(f, inputs, p.isMean);
  clear(f, h, p.size);
  addRows(f, inputs, h, p.size);
}

/** Sets `size` numbers to 0. */
export function clear(f: FunctionBuilder, from: Local<'i32'>, size: Local<'i32'>): void {
  const at = f.let(from);
  const zero = f.let(f32x4.splat(0));
  eachVector(f, size, [at], (lanes) => lanes.store(at, zero), 2);
}
