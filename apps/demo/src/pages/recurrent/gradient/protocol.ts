import type { CellFlow, FlowInput } from './gradient-flow.ts';

/** What the page may ask of the worker of the gradients. */
export interface FlowCalls {
  flow: { input: FlowInput; output: readonly CellFlow[] };
}
