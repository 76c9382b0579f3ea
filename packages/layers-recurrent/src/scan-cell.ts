import { checkOptions, Module } from '@rondo/layers-core';
import {
  arange,
  currentScope,
  formatShape,
  gather,
  scope,
  ShapeError,
  stack,
  tensorsIn,
  type Tensor,
} from '@rondo/tensor';
import { expectSameForm, expectState, mapState, partsOf, type CellState } from './cell-state.ts';
import {
  lengthsTensor,
  likeRank,
  validSteps,
  withPadding,
  type BatchSize,
  type Lengths,
} from './lengths.ts';

/** A cell that is always handed a state: a function, or a module (or any object) with such a `forward`. */
export type Cell<S> =
  | ((x: Tensor, state: S) => S)
  | { readonly forward: (x: Tensor, state: S) => S };

/** A cell that starts by itself where there is no state yet. */
export type StartingCell<S> =
  | ((x: Tensor, state?: S) => S)
  | { readonly forward: (x: Tensor, state?: S) => S };

export interface ScanOptions<S> {
  /** The state before the first step. Without it the cell is called with none there, and starts as it does by itself. */
  readonly state?: S | undefined;
  /** Valid steps of each sequence. Outputs after them are 0; the state is that of the last valid step. */
  readonly lengths?: Lengths | undefined;
  /** Runs from the last (valid) step to the first; outputs stay at their own places (false). */
  readonly reverse?: boolean;
  /** What a step puts out, `[N, ..]`: the state or its first part, unless told otherwise. */
  readonly output?: (state: S) => Tensor;
}

/** The outputs of all steps `[N, L, ..]`, and the state after the last one. */
export interface ScanResult<S> {
  readonly output: Tensor;
  readonly state: S;
}

/**
 * Runs a cell of your own over sequences: stateₜ = cell(xₜ, stateₜ₋₁), outputₜ = output(stateₜ).
 *
 * x `[N, L, ..]` of any dtype is handed over step by step, as `[N, ..]`; a state is a tensor, or a tuple or a record of tensors; where
 * there are lengths its parts are `[N, ..]`. Gradients come from the tape. What a step makes besides the state is freed at its end,
 * and a state once the next step has run; `keep` what shall stay.
 *
 * `scanCell(cell, x, { lengths })`, `scanCell((x, [sum]) => [sum.add(x)], x, { state: [zeros([3, 5])] })`
 * @throws ShapeError when there are no steps or a state changes its shape; RangeFault for plain lengths outside 1 to L (those of a
 * tensor are not checked: below 0 they count as 0, above L as L); RondoError when the cell returns something else than a state.
 */
export function scanCell<const S extends CellState<S>>(
  cell: Cell<S>,
  x: Tensor,
  options: ScanOptions<S> & { readonly state: S },
): ScanResult<S>;
export function scanCell<S extends CellState<S>>(
  cell: StartingCell<S>,
  x: Tensor,
  options?: ScanOptions<S>,
): ScanResult<S>;
export function scanCell<S extends CellState<S>>(
  cell: StartingCell<S>,
  x: Tensor,
  options: ScanOptions<S> = {},
): ScanResult<S> {
  const place = cell instanceof Module ? `scanCell of ${cell.toString()}` : 'scanCell';
  checkOptions<ScanOptions<S>>(place, options, ['state', 'lengths', 'reverse', 'output']);
  const { state: initial, lengths, reverse = false, output = firstPart } = options;
  const size = checkSequences(place, x);
  const step = (xt: Tensor, state: S | undefined): S =>
    typeof cell === 'function' ? cell(xt, state) : cell.forward(xt, state);
  return scope(() => {
    const count =
      lengths === undefined ? undefined : lengthsTensor(place, lengths, size, x.storage.backend);
    const steps = inOrder(count ? withPadding(x, count, 0) : x, count, reverse);
    const outputs: Tensor[] = [];
    const ours = currentScope()!;
    const needed = new Set<Tensor>();
    let state = initial;
    for (let t = 0; t < size.L; t++) {
      const before = state;
      const after = scope(() => {
        const next = step(steps.select(1, t), before);
        const at = `${place}, step ${t}`;
        checkStep(at, next, before, count && size.N);
        const held = count && before ? holdEnded(next, before, count.greater(t)) : next;
        return { state: held, output: checkOutput(at, output(held), count && size.N) };
      });
      outputs.push(after.output);
      needed.add(after.output);
      state = after.state;
      // What the scan made for this step and nothing needs any more.
      const stays = new Set(tensorsIn(state));
      for (const part of tensorsIn(before)) {
        if (part.owner === ours && !stays.has(part) && !needed.has(part)) part.dispose();
      }
    }
    const stacked = stack(outputs, 1);
    const inPlace = inOrder(count ? withPadding(stacked, count, 0) : stacked, count, reverse);
    return { output: inPlace, state: state! };
  });
}

/** A sequence that has ended keeps its state. */
function holdEnded<S extends CellState<S>>(next: S, before: S, isValid: Tensor): S {
  const held = new Map(partsOf(before));
  return mapState(next, (part, name) =>
    likeRank(isValid, part).where(part, held.get(name) as Tensor),
  );
}

/**
 * x `[N, L, ..]` in the order of the run, or back: in reverse, the valid steps of each sequence are turned round, so that all begin
 * at the first step.
 */
function inOrder(x: Tensor, lengths: Tensor | undefined, reverse: boolean): Tensor {
  if (!reverse) return x;
  if (!lengths) return x.flip(1);
  const L = x.shape[1]!;
  const steps = arange(0, L, 1, { backend: x.storage.backend });
  const turned = lengths.minimum(L).sub(1).unsqueeze(1).sub(steps);
  const from = validSteps(lengths, L).where(turned, steps);
  return gather(x, 1, likeRank(from, x).expand(x.shape));
}

function checkSequences(place: string, x: Tensor): BatchSize {
  const [N, L] = x.shape;
  if (N === undefined || L === undefined || L === 0) {
    throw new ShapeError(
      `${place}: expected x [N, L, ..] with L of 1 or more, received ${formatShape(x.shape)}`,
      { argument: 'x', received: x.shape },
    );
  }
  return { N, L };
}

/** @throws what `expectState` and `expectSameForm` do; where there are lengths, ShapeError for a part that is not `[N, ..]`. */
function checkStep(place: string, next: unknown, before: unknown, N: number | undefined): void {
  expectState(place, next, 'what the cell returns');
  if (before !== undefined) expectSameForm(place, next, before);
  for (const part of tensorsIn(next)) expectBatch(place, part, N);
}

function checkOutput(place: string, output: Tensor, N: number | undefined): Tensor {
  expectBatch(place, output, N);
  return output;
}

function expectBatch(place: string, { shape }: Tensor, N: number | undefined): void {
  if (N === undefined || shape[0] === N) return;
  throw new ShapeError(
    `${place}: expected the parts of the state, and the output, to be [N, ..] with N = ${N} (from x), received ${formatShape(shape)}`,
    { expected: N, received: shape },
  );
}

function firstPart(state: unknown): Tensor {
  return partsOf(state)[0]![1] as Tensor;
}
