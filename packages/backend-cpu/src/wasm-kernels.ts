import type { Backend, FusedKernels } from '@rondo/tensor';

type KernelName =
  | 'copy'
  | 'fill'
  | 'unary'
  | 'arithmetic'
  | 'compare'
  | 'select'
  | 'cast'
  | 'reduce'
  | 'cumsum'
  | 'matmul'
  | 'gather'
  | 'scatterAdd'
  | 'topk'
  | 'random'
  | 'adam'
  | 'clipNorm'
  | 'logisticUpdate';

/** A method of the backend that says whether it did the work; if not, it changed nothing and the reference kernel does it. */
type Attempt<Method> = Method extends (...operands: infer Operands) => void
  ? (...operands: Operands) => boolean
  : never;

/** The WebAssembly kernels that exist. Each takes only the cases it is made for, such as float32 in row-major order. */
export type WasmKernels = {
  readonly [Name in KernelName]?: Attempt<NonNullable<Backend[Name]>>;
} & { readonly fused: FusedKernels };

/** None: everything is done by the reference kernels. */
export const noWasmKernels: WasmKernels = { fused: {} };
