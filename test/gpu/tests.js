// The conformance, gradient and golden tests that run on a graphics device, by path.
export const tests = import.meta.glob([
  '/packages/{layers-core,layers-recurrent,layers-attention,optim}/src/**/*.golden.test.ts',
  '/packages/backend-webgpu/src/conformance.gpu.test.ts',
  '/packages/autograd/src/all-ops.test.ts',
]);
