export { goldenCases, readGolden, type GoldenCase, type GoldenFile } from './golden-cases.ts';
export { differences, goldenOf, tensorOf, type GoldenTensor, type Scale } from './golden-tensor.ts';
export { own } from './own.ts';
export { runGolden, type GoldenModule, type RunGoldenOptions } from './run-golden.ts';
