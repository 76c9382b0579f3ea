export {
  autoBackend,
  type AutoBackendOptions,
  type BackendCandidates,
  type BackendChoice,
  type CandidateResult,
  type Trial,
} from './auto-backend.ts';
export type * from './backend.ts';
export type * from './dtype.ts';
export type * from './op.ts';
export * from './check-shapes.ts';
export * from './create.ts';
export * from './errors.ts';
export { currentBackend, useBackend } from './current-backend.ts';
export { formatTensor, type FormatOptions } from './format-tensor.ts';
export { fused, type Fused, type FusedDefinition } from './fused.ts';
export { accumulate, adamUpdate, adamUpdates, assign, clipNorm, indexAdd } from './in-place.ts';
export { logisticUpdate, type LogisticUpdateOptions } from './logistic-update.ts';
export { normalsFromBits, philox, uniformFromBits } from './philox.ts';
export { manualSeed, randomState, setRandomState } from './random.ts';
export { isGradientWanted, record, recorders, withRecorders, type Recorder } from './recorder.ts';
export {
  currentScope,
  dispose,
  heldTensors,
  keep,
  refusePromise,
  scope,
  tensorsIn,
  type Scope,
  type SynchronousOnly,
  type TensorHolder,
} from './scope.ts';
export {
  broadcastShapes,
  elementCount,
  formatShape,
  isRowMajor,
  normalizeAxis,
  rowMajorStrides,
  sameShape,
  type Shape,
} from './shape.ts';
export { withLargestTensors } from './large-storages.ts';
export { memory, writesInPlace } from './storage.ts';
export { Tensor, type NestedArray } from './tensor.ts';
export { notDifferentiable } from './op.ts';
export * from './ops/index.ts';
