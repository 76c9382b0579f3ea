import type { Engine } from '../../engine.ts';
import { f32, type FunctionHandle, i32, type ModuleBuilder } from '../assembler/index.ts';
import type { Gemm } from '../gemm/define-gemm.ts';
import type { MultiplyDots } from '../matmul/multiply-dots.ts';
import type { Cell } from './cell.ts';
import { clearFrom, lengthOf, longest, move, wholeLines } from './loop.ts';
import { rowOf } from './row.ts';

const stepParameters = {
  rows: 'i32',
  steps: 'i32',
  /** Bytes of H numbers. */
  bytes: 'i32',
  t: 'i32',
  lengths: 'i32',
  gates: 'i32',
  recurrent: 'i32',
  h: 'i32',
  memory: 'i32',
  output: 'i32',
  saved: 'i32',
  /** Bytes from what one sequence saves to what the next does. */
  savedRow: 'i32',
} as const;

/** Addresses belong to the first of the rows, which are whole sequences. */
export const forwardParameters = {
  rows: 'i32',
  steps: 'i32',
  bytes: 'i32',
  reverse: 'i32',
  /** W_ih x + b_ih, `[rows, steps, G·H]`. */
  gates: 'i32',
  /** W_hhᵀ packed; 0: it is read where it lies. */
  packed: 'i32',
  weight: 'i32',
  /** Whether scalar products compute W_hh h. */
  byDots: 'i32',
  bias: 'i32',
  h0: 'i32',
  memory0: 'i32',
  /** The last state; the state lives there from beginning to end. */
  h: 'i32',
  memory: 'i32',
  output: 'i32',
  /** `[rows, steps, S·H]`; 0: nothing is saved. */
  saved: 'i32',
  lengths: 'i32',
  scratch: 'i32',
  scratchStep: 'i32',
} as const;

const parameters = { thread: 'i32', ...forwardParameters } as const;

/** One step of all sequences, after the product. A sequence that has ended keeps its state and puts out 0. */
function defineStep(module: ModuleBuilder, engine: Engine, cell: Cell) {
  const options = { parameters: stepParameters, exported: false } as const;
  return module.function('forwardStep', options, (f, p) => {
    const { bytes, steps } = p;
    f.for(0, p.rows, 1, (row) => {
      f.if(
        i32.gt_s(lengthOf(f, p.lengths, row, steps), p.t),
        () => cell.forward({ ...rowOf(f, engine, bytes), ...p }),
        () => f.fill(p.output, 0, bytes),
      );
      move(f, p.gates, i32.mul(steps, i32.mul(bytes, cell.gates)));
      move(f, p.recurrent, i32.mul(bytes, cell.gates));
      move(f, p.h, bytes);
      move(f, p.memory, bytes);
      move(f, p.output, i32.mul(steps, bytes));
      move(f, p.saved, p.savedRow);
    });
  });
}

interface Products extends Gemm {
  readonly dots: MultiplyDots;
}

/** All steps of some sequences, on one thread: for each the product of all states with W_hhᵀ, then the gates of each sequence. */
export function defineForward(
  module: ModuleBuilder,
  engine: Engine,
  { multiply, multiplyPacked, dots }: Products,
  cell: Cell,
): FunctionHandle<typeof parameters, undefined> {
  const step = defineStep(module, engine, cell);
  return module.function('forward', { parameters }, (f, p) => {
    const { rows, steps, bytes, lengths } = p;
    const gateBytes = f.let(i32.mul(bytes, cell.gates));
    const savedBytes = f.let(i32.mul(bytes, cell.saved));
    // In the working space: a row for what nobody wants saved, W_hh h + b_hh, that of the product.
    const unwanted = f.let(i32.add(p.scratch, i32.mul(p.thread, p.scratchStep)));
    const recurrent = f.let(i32.add(unwanted, wholeLines(savedBytes)));
    const scratch = f.let(i32.add(recurrent, wholeLines(i32.mul(rows, gateBytes))));

    const last = longest(f, lengths, rows, steps);
    clearFrom(f, p.output, bytes, { last, rows, steps });
    f.copy(p.h, p.h0, i32.mul(rows, bytes));
    if (cell.hasMemory) f.copy(p.memory, p.memory0, i32.mul(rows, bytes));

    f.for(0, last, 1, (i) => {
      const t = f.let(i32.select(i32.sub(i32.sub(last, 1), i), i, p.reverse));
      const product = {
        rows,
        columns: i32.shr_u(gateBytes, 2),
        depth: i32.shr_u(bytes, 2),
        a: p.h,
        aRow: bytes,
        aColumn: 4,
        initial: p.bias,
        initialRow: 0,
        c: recurrent,
        cRow: gateBytes,
        scratch,
      };
      f.if(
        p.packed,
        () => f.call(multiplyPacked, { ...product, packed: p.packed }),
        () => {
          const inPlace = { ...product, b: p.weight, bColumn: bytes };
          const dense = { initialColumn: 4, cColumn: 4, floor: f32.const(-Infinity) };
          f.if(
            p.byDots,
            () => f.call(dots, { ...inPlace, ...dense }),
            () => f.call(multiply, { ...inPlace, bRow: 4 }),
          );
        },
      );
      f.call(step, {
        ...p,
        t,
        gates: i32.add(p.gates, i32.mul(t, gateBytes)),
        recurrent,
        output: i32.add(p.output, i32.mul(t, bytes)),
        saved: i32.select(i32.add(p.saved, i32.mul(t, savedBytes)), unwanted, p.saved),
        savedRow: i32.select(i32.mul(steps, savedBytes), 0, p.saved),
      });
    });
  });
}
