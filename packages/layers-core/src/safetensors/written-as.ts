import type { DType } from '@rondo/tensor';

/** What tensors are written as. */
export const writtenAs = {
  float32: { name: 'F32', bytes: 4, write: (view, at, value) => view.setFloat32(at, value, true) },
  int32: { name: 'I32', bytes: 4, write: (view, at, value) => view.setInt32(at, value, true) },
  bool: { name: 'BOOL', bytes: 1, write: (view, at, value) => view.setUint8(at, value) },
} satisfies Record<
  DType,
  { name: string; bytes: number; write: (view: DataView, at: number, value: number) => void }
>;
