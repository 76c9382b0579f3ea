import {
  type Expr,
  f32,
  f32x4,
  type FunctionBuilder,
  i32,
  i32x4,
  type Local,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import { eachVector } from '../vector/each-vector.ts';
import { areDifferent } from './are-different.ts';
import { listRows } from './list-rows.ts';
import { Losses, predict } from './predict.ts';
import { addRows, addToRows, dotRows, type RowList, updateRows } from './row-groups.ts';
import { bytes, four } from './words.ts';

/** Positions and sizes in words. */
const parameters = {
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

export interface LogisticKernels {
  /** Sets the word at `bad` where one of `count` indices is `size` or more. */
  check(thread: number, count: number, indices: number, size: number, bad: number): void;
  /** The update of `count` examples, one after the other. */
  update(thread: number, ...rest: number[]): void;
}

/** Words of a thread's working space: h and its change, then lists; each begins at a multiple of four. */
export function spaceWords(size: number, inputWidth: number, outputWidth: number): number {
  return 2 * wholeVectors(size) + 2 * wholeVectors(inputWidth) + 3 * wholeVectors(outputWidth);
}

const wholeVectors = (words: number): number => 4 * Math.ceil(words / 4);

export function defineLogistic(module: ModuleBuilder): void {
  const indices = { thread: 'i32', count: 'i32', indices: 'i32', size: 'i32', bad: 'i32' } as const;
  module.function('check', { parameters: indices }, (f, p) => {
    const at = f.let(bytes(p.indices));
    const largest = f.let(i32x4.splat(-1));
    eachVector(f, p.count, [at], (lanes) => f.set(largest, i32x4.max_s(largest, lanes.load(at))));
    const tooLarge = i32x4.ge_s(largest, i32x4.splat(p.size));
    f.if(v128.any_true(tooLarge), () => f.store(bytes(p.bad), i32.const(1)));
  });

  module.function('update', { parameters }, (f, p) => {
    const size = p.size;
    const h = f.let(bytes(i32.add(p.space, i32.mul(p.thread, p.spaceStep))));
    const after = (start: Expr<'i32'>, words: Expr<'i32'>): Local<'i32'> =>
      f.let(i32.add(start, bytes(four(words))));
    const change = after(h, size);
    const inputs = after(change, size);
    const shares = after(inputs, p.inputWidth);
    const outputs = after(shares, p.inputWidth);
    const labels = after(outputs, p.outputWidth);
    const numbers = after(labels, p.outputWidth);

    const rowBytes = f.let(bytes(size));
    const [inputAt, outputAt] = [f.let(bytes(p.inputRows)), f.let(bytes(p.outputRows))];
    const labelAt = f.let(bytes(p.labels));
    const [input, output] = [f.let(bytes(p.input)), f.let(bytes(p.output))];
    const losses = new Losses(f);
    const eta = f.let(f32x4.splat(p.rate));

    f.repeat(p.count, () => {
      const inputCount = listRows(
        f,
        { at: inputAt, width: p.inputWidth, table: input, rowBytes },
        inputs,
      );
      const outputCount = listRows(
        f,
        { at: outputAt, width: p.outputWidth, table: output, rowBytes },
        outputs,
        { from: labelAt, to: labels },
      );
      f.set(labelAt, i32.add(labelAt, bytes(p.labelStep)));

      f.if(i32.and(i32.gt_s(inputCount, 0), i32.gt_s(outputCount, 0)), () => {
        const share = f.let(f32.div(1, f32.convert_i32_s(inputCount)));
        const inputList: RowList = { rows: inputs, numbers: shares, count: inputCount };
        const setShares = (value: Expr<'f32'>): void => {
          const all = f.let(value);
          const to = f.let(shares);
          f.repeat(inputCount, () => {
            f.store(to, all);
            f.set(to, i32.add(to, 4));
          });
        };
        // One row is its own mean and sum, read where it lies.
        const hidden = f.let(i32.load(inputs));
        f.if(i32.gt_s(inputCount, 1), () => {
          setShares(f32.select(share, f32.const(1), p.isMean));
          f.set(hidden, h);
          clear(f, h, size);
          addRows(f, inputList, h, size);
        });

        const outputList: RowList = { rows: outputs, numbers, count: outputCount };
        dotRows(f, outputList, hidden, size);
        predict(f, { numbers, labels, count: outputCount }, eta, losses);

        clear(f, change, size);
        f.if(
          areDifferent(f, outputs, outputCount),
          () => updateRows(f, outputList, hidden, change, size),
          () => {
            addRows(f, outputList, change, size);
            addToRows(f, outputList, hidden, size);
          },
        );
        setShares(f32.select(share, f32.const(1), p.isShared));
        addToRows(f, inputList, change, size);
      });
    });
    f.store(bytes(p.loss), losses.total());
  });
}

/** Sets `size` numbers to 0. */
function clear(f: FunctionBuilder, from: Local<'i32'>, size: Local<'i32'>): void {
  const at = f.let(from);
  const zero = f.let(f32x4.splat(0));
  eachVector(f, size, [at], (lanes) => lanes.store(at, zero), 2);
}
