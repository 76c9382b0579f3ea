export { HnswIndex, type HnswWatch } from './hnsw-index.ts';
export type { HnswOptions, HnswSearchOptions } from './hnsw-options.ts';
