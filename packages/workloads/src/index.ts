export { compareOutputs, type Comparison, type NamedOutputs } from './compare-outputs.ts';
export { elementCount, fill, sampled } from './inputs.ts';
export type { FirstCalls, Job, Unsupported } from './job.ts';
export { median, quantile, summarize, type Summary } from './statistics.ts';
export { float, integer, numbered, type TensorSpec } from './tensor-spec.ts';
export { encoderLayerParameters, transformerParameters } from './sizes/transformer-parameters.ts';
export { workOf, type Work } from './work.ts';
export type * from './workload.ts';
export { workloads } from './workloads.ts';
