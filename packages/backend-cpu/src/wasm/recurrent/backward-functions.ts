import type { Engine } from '../../engine.ts';
import { type FunctionHandle, i32, type Local, type ModuleBuilder } from '../assembler/index.ts';
import type { Gemm } from '../gemm/define-gemm.ts';
import type { Cell } from './cell.ts';
import { clearFrom, lengthOf, longest, move, wholeLines } from './loop.ts';
import { definePreviousStates } from './previous-states.ts';
import { rowOf } from './row.ts';

const stepParameters = {
  rows: 'i32',
  steps: 'i32',
  /** Bytes of H numbers. */
  bytes: 'i32',
  reverse: 'i32',
  t: 'i32',
  lengths: 'i32',
  saved: 'i32',
  output: 'i32',
  previous: 'i32',
  memory0: 'i32',
  outputGradient: 'i32',
  /** Bytes from the gradient of one sequence's output to that of the next. */
  outputGradientRow: 'i32',
  hGradient: 'i32',
  memoryGradient: 'i32',
  gates: 'i32',
  recurrent: 'i32',
  lastRecurrent: 'i32',
} as const;

/** Addresses belong to the first of the rows, which are whole sequences. */
export const backwardParameters = {
  rows: 'i32',
  steps: 'i32',
  bytes: 'i32',
  reverse: 'i32',
  saved: 'i32',
  output: 'i32',
  h0: 'i32',
  memory0: 'i32',
  /** Out: h before each step, `[rows, steps, H]`. */
  previous: 'i32',
  /** W_hh packed; 0: it is read where it lies. */
  packed: 'i32',
  weight: 'i32',
  /** Gradients of the results; 0: none. */
  outputGradient: 'i32',
  lastHGradient: 'i32',
  lastMemoryGradient: 'i32',
  /** Out: gradients of the first state. */
  hGradient: 'i32',
  memoryGradient: 'i32',
  /** Out: the gradient of W_ih x + b_ih, `[rows, steps, G·H]`. */
  gatesGradient: 'i32',
  /** Out: that of the last gate of W_hh h + b_hh where it differs, `[rows, steps, H]`. */
  lastRecurrent: 'i32',
  lengths: 'i32',
  scratch: 'i32',
  scratchStep: 'i32',
} as const;

const parameters = { thread: 'i32', ...backwardParameters } as const;

/** One step of all sequences, before the product. A sequence that has ended keeps the gradient of its state. */
function defineStep(module: ModuleBuilder, engine: Engine, cell: Cell) {
  const options = { parameters: stepParameters, exported: false } as const;
  return module.function('backwardStep', options, (f, p) => {
    const { bytes, steps, reverse } = p;
    const gateBytes = f.let(i32.mul(bytes, cell.gates));
    const savedBytes = f.let(i32.mul(bytes, cell.saved));
    const previousMemory = f.local('i32');
    f.for(0, p.rows, 1, (row) => {
      const length = lengthOf(f, p.lengths, row, steps);
      f.if(
        i32.gt_s(length, p.t),
        () => {
          if (cell.hasMemory) {
            // The memory is the last number that a unit saves; the step before a reversed one comes after it.
            const nearer = i32.select(i32.mul(savedBytes, 2), 0, reverse);
            const before = i32.add(i32.sub(p.saved, bytes), nearer);
            const first = i32.select(i32.sub(length, 1), 0, reverse);
            f.set(previousMemory, i32.select(p.memory0, before, i32.eq(p.t, first)));
          }
          cell.backward({ ...rowOf(f, engine, bytes), ...p, previousMemory });
        },
        () => {
          f.fill(p.gates, 0, gateBytes);
          f.fill(p.recurrent, 0, gateBytes);
          if (cell.splitsLastGate) f.fill(p.lastRecurrent, 0, bytes);
        },
      );
      move(f, p.saved, i32.mul(steps, savedBytes));
      for (const pointer of [p.output, p.previous, p.lastRecurrent]) {
        move(f, pointer, i32.mul(steps, bytes));
      }
      move(f, p.gates, i32.mul(steps, gateBytes));
      move(f, p.outputGradient, p.outputGradientRow);
      for (const pointer of [p.hGradient, p.memoryGradient, p.memory0]) move(f, pointer, bytes);
      move(f, p.recurrent, gateBytes);
    });
  });
}

/**
 * All steps of some sequences backward, on one thread: for each the gradients of the gates of each sequence, then one product with
 * W_hh for those of the states before it.
 */
export function defineBackward(
  module: ModuleBuilder,
  engine: Engine,
  gemm: Gemm,
  cell: Cell,
): FunctionHandle<typeof parameters, undefined> {
  const step = defineStep(module, engine, cell);
  const previousStates = definePreviousStates(module);
  return module.function('backward', { parameters }, (f, p) => {
    const { rows, steps, bytes, lengths } = p;
    const gateBytes = f.let(i32.mul(bytes, cell.gates));
    const stateBytes = f.let(i32.mul(rows, bytes));
    // In the working space: a row of zeros, the gradient of W_hh h + b_hh in one step, that of the product.
    const zeros = f.let(i32.add(p.scratch, i32.mul(p.thread, p.scratchStep)));
    const recurrent = f.let(i32.add(zeros, wholeLines(bytes)));
    const scratch = f.let(i32.add(recurrent, wholeLines(i32.mul(rows, gateBytes))));

    f.fill(zeros, 0, bytes);
    const begin = (gradient: Local<'i32'>, last: Local<'i32'>): void =>
      f.if(
        last,
        () => f.copy(gradient, last, stateBytes),
        () => f.fill(gradient, 0, stateBytes),
      );
    begin(p.hGradient, p.lastHGradient);
    if (cell.hasMemory) begin(p.memoryGradient, p.lastMemoryGradient);
    f.call(previousStates, { ...p, target: p.previous });
    const last = longest(f, lengths, rows, steps);
    clearFrom(f, p.gatesGradient, gateBytes, { last, rows, steps });
    if (cell.splitsLastGate) clearFrom(f, p.lastRecurrent, bytes, { last, rows, steps });

    f.for(0, last, 1, (i) => {
      const t = f.let(i32.select(i, i32.sub(i32.sub(last, 1), i), p.reverse));
      const at = (start: Local<'i32'>, numbers = 1) =>
        i32.add(start, i32.mul(t, i32.mul(bytes, numbers)));
      f.call(step, {
        ...p,
        t,
        saved: at(p.saved, cell.saved),
        output: at(p.output),
        previous: at(p.previous),
        outputGradient: i32.select(at(p.outputGradient), zeros, p.outputGradient),
        outputGradientRow: i32.select(i32.mul(steps, bytes), 0, p.outputGradient),
        gates: at(p.gatesGradient, cell.gates),
        recurrent,
        lastRecurrent: at(p.lastRecurrent),
      });
      const product = {
        rows,
        columns: i32.shr_u(bytes, 2),
        depth: i32.shr_u(gateBytes, 2),
        a: recurrent,
        aRow: gateBytes,
        aColumn: 4,
        initial: p.hGradient,
        initialRow: bytes,
        c: p.hGradient,
        cRow: bytes,
        scratch,
      };
      f.if(
        p.packed,
        () => f.call(gemm.multiplyPacked, { ...product, packed: p.packed }),
        () => f.call(gemm.multiply, { ...product, b: p.weight, bRow: bytes, bColumn: 4 }),
      );
    });
  });
}
