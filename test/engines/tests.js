// The conformance, gradient and golden tests, by path. What reads the tree of the sources stays with vitest.
export const tests = import.meta.glob([
  '/test/engines/same-bits.test.ts',
  '/packages/backend-cpu/src/conformance.test.ts',
  '/packages/{tensor/src/ops,autograd/src,golden/src}/*.test.ts',
  '/packages/{layers-core,layers-recurrent,layers-attention,optim}/src/*.test.ts',
  '/packages/layers-core/src/{activations,losses,pooling}/*.test.ts',
  '!/packages/tensor/src/ops/all-ops.test.ts',
  '!/packages/layers-recurrent/src/learning.test.ts',
  '!/packages/layers-attention/src/memory.test.ts',
  '!/packages/{layers-recurrent,layers-attention}/src/state-dict.test.ts',
  '!/packages/*/src/*.data.test.ts',
]);
