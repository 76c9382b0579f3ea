export { constant, type WarmupOptions } from './constant.ts';
export { exponential, step } from './decay.ts';
export { inverseSquareRoot, noam } from './inverse-square-root.ts';
export { oneCycle, type OneCycleOptions } from './one-cycle.ts';
export { plateau, Plateau, type PlateauOptions, type PlateauState } from './plateau.ts';
export type { Schedule } from './schedule.ts';
export { cosine, linear, type EndingOptions } from './to-the-end.ts';
