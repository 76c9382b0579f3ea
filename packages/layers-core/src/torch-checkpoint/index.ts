export type { CheckpointValue } from './checkpoint-value.ts';
export { TorchCheckpointError } from './error.ts';
export { load } from './load.ts';
export { stateDictIn } from './state-dict-in.ts';
