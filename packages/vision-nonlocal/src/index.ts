export * from './classification/index.ts';
export * from './clips/index.ts';
export * from './images/index.ts';
export {
  NonLocalBlock1d,
  NonLocalBlock2d,
  NonLocalBlock3d,
  type SimilarityOptions,
} from './non-local-block.ts';
export type { NonLocalBlockOptions, NonLocalForm } from './non-local-options.ts';
export type { Position } from './positions.ts';
