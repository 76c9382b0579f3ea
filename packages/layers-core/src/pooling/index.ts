export * from './adaptive-pool.ts';
export * from './avg-pool.ts';
export * from './max-pool.ts';
