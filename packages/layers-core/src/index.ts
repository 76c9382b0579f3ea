export * from './activations/index.ts';
export * from './batch-norm.ts';
export * from './bilinear.ts';
export * from './channel-dropout.ts';
export * from './check-masks/index.ts';
export * from './check-options.ts';
export * from './conv.ts';
export * from './dropout.ts';
export * from './embedding.ts';
export * from './embedding-bag.ts';
export * from './flatten.ts';
export * from './freeze.ts';
export * from './grad-check-module.ts';
export * from './group-norm.ts';
export * from './identity.ts';
export * from './in-mode.ts';
export * as init from './init/index.ts';
export * from './layer-norm.ts';
export * from './linear.ts';
export * from './losses/index.ts';
export * from './module.ts';
export * from './module-dict.ts';
export * from './module-list.ts';
export type { NamePattern } from './name-pattern.ts';
export type { PaddingMode } from './padding-mode.ts';
export * from './pooling/index.ts';
export * from './rms-norm.ts';
export * as safetensors from './safetensors/index.ts';
export * from './sequential.ts';
export {
  StateDictError,
  type LoadReport,
  type LoadStateDictOptions,
  type StateDict,
} from './state-dict.ts';
export * from './summary/index.ts';
export * as torchCheckpoint from './torch-checkpoint/index.ts';
