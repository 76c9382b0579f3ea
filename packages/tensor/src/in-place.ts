import type { AdamOperands, AdamStep, Backend } from './backend.ts';
import { allocate, commonBackend, expectDType, expectSameDType } from './apply.ts';
import { checkShapes } from './check-shapes.ts';
import { sliceIndices } from './ops/slice-indices.ts';
import { reciprocal } from './ops/unary.ts';
import { withRecorders } from './recorder.ts';
import { scope } from './scope.ts';
import { sameShape, type Shape } from './shape.ts';
import type { Tensor } from './tensor.ts';

/**
 * One Adam or AdamW update of `parameter`, `mean` and `variance` in place, in one kernel where the backend has it.
 *
 * m ← β₁ m + (1 - β₁) g; v ← β₂ v + (1 - β₂) g²; p ← p - η (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + ε), with weight decay added
 * to g (Adam) or taken off p before (AdamW).
 * @throws ShapeError or DTypeError when the four differ in shape or dtype.
 */
export function adamUpdate(
  parameter: Tensor,
  gradient: Tensor,
  mean: Tensor,
  variance: Tensor,
  step: AdamStep,
): void {
  adamUpdates([{ parameter, gradient, mean, variance }], step);
}

/**
 * `adamUpdate` of many parameters, in one call of the backend.
 * @throws ShapeError or DTypeError when the four tensors of an update differ in shape or dtype, BackendError when any are elsewhere.
 */
export function adamUpdates(updates: readonly AdamOperands<Tensor>[], step: AdamStep): void {
  const [first] = updates;
  if (!first) return;
  const { backend } = first.parameter.storage;
  for (const { parameter, gradient, mean, variance } of updates) {
    expectLike('adamUpdate', first.parameter, parameter, parameter.shape);
    expectLike('adamUpdate', parameter, gradient);
    expectLike('adamUpdate', parameter, mean);
    expectLike('adamUpdate', parameter, variance);
  }
  if (!backend.adam) {
    withRecorders([], () => {
      for (const { parameter, gradient, mean, variance } of updates) {
        scope(() => composedAdam(parameter, gradient, mean, variance, step));
      }
    });
    return;
  }
  backend.adam(updates, step);
  for (const { parameter, mean, variance } of updates) {
    for (const changed of [parameter, mean, variance]) changed.storage.raiseVersion();
  }
}

function composedAdam(
  parameter: Tensor,
  gradient: Tensor,
  mean: Tensor,
  variance: Tensor,
  step: AdamStep,
): void {
  const { learningRate, beta1, beta2, eps, weightDecay, decoupled, correction1, correction2 } =
    step;
  const g = decoupled ? gradient : gradient.add(parameter.mul(weightDecay));
  const decayed = decoupled ? parameter.mul(1 - learningRate * weightDecay) : parameter;
  const m = mean.mul(beta1).add(g.mul(1 - beta1));
  const v = variance.mul(beta2).add(g.square().mul(1 - beta2));
  const denominator = v
    .sqrt()
    .mul(1 / Math.sqrt(correction2))
    .add(eps);
  assign(parameter, decayed.sub(m.div(denominator).mul(learningRate / correction1)));
  assign(mean, m);
  assign(variance, v);
}

/**
 * Scales tensors together, in place, so that their common norm is at most `maxNorm`: x ← x · min(1, maxNorm / (‖x‖ + 1e-6)), ‖x‖ =
 * √Σx² over all elements of all tensors. Only for tensors whose values nothing recorded needs, as with `assign`.
 * @returns ‖x‖ before, one number on the device; 0 of no tensors.
 * @throws DTypeError unless all are float32, BackendError when they live on different backends.
 */
export function clipNorm(tensors: readonly Tensor[], maxNorm: number): Tensor {
  const backend = commonBackend('clipNorm', tensors);
  for (const tensor of tensors) expectDType('clipNorm', tensor, 'float32');
  const present = tensors.filter(({ size }) => size > 0);
  if (!backend.clipNorm) {
    return withRecorders([], () => scope(() => composedClipNorm(present, maxNorm, backend)));
  }
  const norm = allocate({ shape: [], dtype: 'float32' }, backend);
  backend.clipNorm(present, maxNorm, norm);
  for (const { storage } of present) storage.raiseVersion();
  return norm;
}

function composedClipNorm(tensors: readonly Tensor[], maxNorm: number, backend: Backend): Tensor {
  const zero = allocate({ shape: [], dtype: 'float32' }, backend);
  backend.fill(zero, 0);
  const norm = tensors.reduce((sum, x) => sum.add(x.square().sum()), zero).sqrt();
  const factor = reciprocal(norm.add(1e-6)).mul(maxNorm).minimum(1);
  for (const x of tensors) assign(x, x.mul(factor));
  return norm;
}

/**
 * Overwrites the elements of `target`, also with another view of the same elements. Only for tensors whose values nothing recorded
 * needs on the way back, such as parameters between steps: a tape refuses to read what was changed.
 * @throws ShapeError or DTypeError when the value does not have the target's shape and dtype.
 */
export function assign(target: Tensor, value: Tensor): void {
  expectLike('assign', target, value);
  const { storage } = target;
  withoutOverlap(target, value, (source) => storage.backend.copy(source, target));
  storage.raiseVersion();
}

/**
 * Adds to the elements of `target` in place. Only for buffers whose values nothing recorded needs, as with `assign`.
 * @throws ShapeError or DTypeError when the value does not have the target's shape and dtype.
 */
export function accumulate(target: Tensor, value: Tensor): void {
  expectLike('accumulate', target, value);
  const { storage } = target;
  withoutOverlap(target, value, (source) =>
    storage.backend.arithmetic('add', target, source, target),
  );
  storage.raiseVersion();
}

/**
 * Adds rows to those of `target` in place: target[indices[j]] += rows[j], in the order of the rows. Only for tensors whose values
 * nothing recorded needs, as with `assign`.
 *
 * target `[V, ..]`, indices int32 `[n]`, rows `[n, ..]`.
 * @throws ShapeError or DTypeError when they do not fit; RangeFault when an index is no row, on backends that can tell.
 */
export function indexAdd(target: Tensor, indices: Tensor, rows: Tensor): void {
  const backend = commonBackend('indexAdd', [target, indices, rows]);
  checkShapes('indexAdd', {
    indices: [indices, ['n']],
    rows: [rows, ['n', ...target.shape.slice(1)]],
  });
  expectDType('indexAdd', target, 'float32', 'int32');
  expectSameDType('indexAdd', target, rows);
  expectDType('indexAdd (indices)', indices, 'int32');
  withRecorders([], () =>
    scope(() => {
      const source = rows.storage === target.storage ? rows.clone() : rows;
      backend.scatterAdd(source, 0, sliceIndices(indices, target.shape, 0), target);
    }),
  );
  target.storage.raiseVersion();
}

/** Runs `write` with the value, or with a copy where writing the target would change what is still to be read. */
function withoutOverlap(target: Tensor, value: Tensor, write: (source: Tensor) => void): void {
  if (value.storage !== target.storage || isSameView(target, value)) write(value);
  else withRecorders([], () => scope(() => write(value.clone())));
}

/** Whether two tensors of one shape on one storage have each element at the same place. */
function isSameView(a: Tensor, b: Tensor): boolean {
  return a.offset === b.offset && a.strides.every((stride, axis) => stride === b.strides[axis]);
}

function expectLike(op: string, target: Tensor, value: Tensor, shape: Shape = target.shape): void {
  if (value.storage.backend !== target.storage.backend) commonBackend(op, [target, value]);
  expectSameDType(op, target, value);
  if (!sameShape(shape, value.shape)) checkShapes(op, { value: [value, shape] });
}
