export { goldenCases, readGolden, type GoldenCase, type GoldenFile } from './golden-cases.ts';
export { differences, tensorOf, type GoldenTensor } from './golden-tensor.ts';
export { own } from './own.ts';
export { runGolden, type GoldenModule } from './run-golden.ts';
