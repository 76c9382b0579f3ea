export * from './dropout.ts';
export * from './embedding.ts';
export * from './embedding-bag.ts';
export * from './grad-check-module.ts';
export * as init from './init/index.ts';
export * from './layer-norm.ts';
export * from './linear.ts';
export * from './module.ts';
export * as safetensors from './safetensors/index.ts';
export * from './sequential.ts';
export {
  StateDictError,
  type LoadReport,
  type LoadStateDictOptions,
  type StateDict,
} from './state-dict.ts';
