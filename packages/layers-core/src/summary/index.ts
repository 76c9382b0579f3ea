export { ModelSummary, type SummaryRow } from './model-summary.ts';
export type { OutputShapes } from './run.ts';
export { summary, type ForwardInputs } from './summary.ts';
