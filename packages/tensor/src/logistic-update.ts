import type { LogisticOperands, LogisticStep, RowCombination } from './backend.ts';
import { allocate, commonBackend, expectDType } from './apply.ts';
import { checkShapes } from './check-shapes.ts';
import { tensor } from './create.ts';
import { BackendError, RangeFault } from './errors.ts';
import { accumulate, indexAdd } from './in-place.ts';
import { embedding } from './ops/gather.ts';
import { maximum, minimum } from './ops/arithmetic.ts';
import { reciprocal, softplus } from './ops/unary.ts';
import { withRecorders } from './recorder.ts';
import { scope } from './scope.ts';
import type { Tensor } from './tensor.ts';

export interface LogisticUpdateOptions {
  readonly learningRate: number;
  /** How the input rows of an example become one vector (`mean`). */
  readonly combine?: RowCombination;
  /**
   * So many examples are computed with the rows from before them, and their changes of a row added up (1: one after the other, as
   * in word2vec). Without a kernel for it, a block is what runs at once: there, large blocks are fast.
   */
  readonly block?: number;
  /** Whether threads may overwrite each other's changes (false): faster, and no two runs are alike. */
  readonly racing?: boolean;
}

/**
 * One step of stochastic gradient descent, in place, on yes-or-no predictions: skip-gram and CBOW with negative sampling or
 * hierarchical softmax. For each example, with h the mean (or sum) of its rows of `input`, and v, y its rows of `output` and labels:
 *
 *     l = -Σ (y log σ(h·v) + (1 - y) log(1 - σ(h·v)));  v ← v - η ∂l/∂v;  its rows of input ← row - η ∂l/∂row
 *
 * input `[V, D]`, output `[W, D]`, inputRows int32 `[n, I]`, outputRows int32 `[n, K]`, of which negative ones name no row; labels
 * `[n, K]`, or `[K]` for all examples. An example without a row on either side changes nothing. Only touched rows are visited. Only
 * for tables whose values nothing recorded needs, as with `assign`.
 *
 * Source: Mikolov et al. 2013, "Distributed Representations of Words and Phrases and their Compositionality", equation 4.
 * @returns Σ l over the examples, each before its change; one number on the device.
 * @throws ShapeError or DTypeError when they do not fit, BackendError when the tables share memory, RangeFault unless `block` is a
 *   whole number from 1 on, or (on backends that can tell) when an index is no row.
 */
export function logisticUpdate(
  operands: LogisticOperands<Tensor>,
  { learningRate, combine = 'mean', block = 1, racing = false }: LogisticUpdateOptions,
): Tensor {
  const { input, output, inputRows, outputRows, labels } = operands;
  const op = 'logisticUpdate';
  const backend = commonBackend(op, [input, output, inputRows, outputRows, labels]);
  checkShapes(op, {
    input: [input, ['V', 'D']],
    output: [output, ['W', 'D']],
    inputRows: [inputRows, ['n', 'I']],
    outputRows: [outputRows, ['n', 'K']],
    labels: [labels, labels.rank === 1 ? ['K'] : ['n', 'K']],
  });
  for (const table of [input, output, labels]) expectDType(op, table, 'float32');
  for (const rows of [inputRows, outputRows]) expectDType(op, rows, 'int32');
  if (!Number.isInteger(block) || block < 1) {
    throw new RangeFault(`${op}: block must be a whole number from 1 on, received ${block}`, {
      block,
    });
  }
  if (input.storage === output.storage) {
    throw new BackendError(
      `${op}: input and output share memory, and the change of one would be read as the other; give each a table of its own`,
      { op },
    );
  }
  const step = { learningRate, combine, block, racing };
  return withRecorders([], () =>
    scope(() => {
      const all = { ...operands, labels: labels.expand(outputRows.shape) };
      if (!backend.logisticUpdate) return composed(all, step);
      const loss = allocate({ shape: [], dtype: 'float32' }, backend);
      backend.logisticUpdate(all, step, loss);
      for (const { storage } of [input, output]) storage.raiseVersion();
      return loss;
    }),
  );
}

/** The meaning of the update, block by block. */
function composed(operands: LogisticOperands<Tensor>, step: LogisticStep): Tensor {
  const { inputRows, outputRows, labels } = operands;
  const { backend } = operands.input.storage;
  const loss = tensor(0, { backend });
  const count = inputRows.shape[0]!;
  for (let from = 0; from < count; from += step.block) {
    const size = Math.min(step.block, count - from);
    scope(() => {
      const [i, o, y] = [inputRows, outputRows, labels].map((own) => own.narrow(0, from, size));
      const part = { ...operands, inputRows: i!, outputRows: o!, labels: y! };
      accumulate(loss, updateBlock(part, step));
    });
  }
  return loss;
}

/** Changes the rows of examples that are computed at once: the sum of their losses. */
function updateBlock(
  { input, output, inputRows, outputRows, labels }: LogisticOperands<Tensor>,
  { learningRate, combine }: LogisticStep,
): Tensor {
  const hasInput = inputRows.greaterEqual(0);
  const count = hasInput.cast('float32').sum(1, { keepDim: true }); // [n, 1]
  const hasOutput = minimum(outputRows, count.cast('int32').sub(1)).greaterEqual(0);
  const [i, o] = [maximum(inputRows, 0), maximum(outputRows, 0)];

  const rows = hasInput.unsqueeze(2).where(lookUp(input, i), 0); // [n, I, D]
  const share = reciprocal(maximum(count, 1));
  const h = combine === 'sum' ? rows.sum(1) : rows.sum(1).mul(share); // [n, D]
  const v = hasOutput.unsqueeze(2).where(lookUp(output, o), 0); // [n, K, D]
  const x = v.matmul(h.unsqueeze(2)).squeeze(2); // [n, K]

  const losses = softplus(x).sub(labels.mul(x));
  const g = hasOutput.where(labels.sub(x.sigmoid()).mul(learningRate), 0);
  const d = g.unsqueeze(1).matmul(v); // [n, 1, D]
  const part = combine === 'mean' ? d.mul(share.unsqueeze(2)) : d;
  const changes = hasOutput.unsqueeze(2).where(g.unsqueeze(2).mul(h.unsqueeze(1)), 0);

  addRows(output, o, changes);
  addRows(input, i, hasInput.unsqueeze(2).where(part.expand(rows.shape), 0));
  return hasOutput.where(losses, 0).sum();
}

/** Rows `[n, k, D]` of a table at indices `[n, k]`. */
function lookUp(table: Tensor, indices: Tensor): Tensor {
  return embedding(indices.reshape([-1]), table).reshape([...indices.shape, table.shape[1]!]);
}

function addRows(table: Tensor, indices: Tensor, rows: Tensor): void {
  indexAdd(table, indices.reshape([-1]), rows.reshape([indices.size, table.shape[1]!]));
}
