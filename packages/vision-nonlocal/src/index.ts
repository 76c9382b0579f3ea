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
export {
  drawSimilarityMaps,
  type DrawMapsOptions,
  type MappedBlock,
} from './maps/draw-similarity-maps.ts';
export { mapDiversity, type MapDiversity } from './maps/map-diversity.ts';
export type { NonLocalPlacement, StageName } from './resnet/placement.ts';
export * from './trained/index.ts';
export { ResNet2d, ResNet3d, type ResNet3dOptions, type ResNetOptions } from './resnet/resnet.ts';
