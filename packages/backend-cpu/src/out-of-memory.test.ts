import { BackendError, scope, zeros } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { cpu } from './cpu.ts';

function caught(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('a backend without memory left', () => {
  it('names what was wanted and the largest live tensors, the largest first', () => {
    const backend = cpu({ maximumBytes: 2 ** 22 });
    const other = cpu();
    scope(() => {
      const x = zeros([300, 1000], { backend });
      zeros([500, 1000], { backend }).reshape([1000, 500]);
      zeros([1000, 1000], { backend: other });
      zeros([20_000], { backend, dtype: 'int32' }).dispose();
      const error = caught(() => zeros([400, 1000], { backend }));
      expect(error).toBeInstanceOf(BackendError);
      const { facts, message } = error as BackendError;
      expect(facts['wanted']).toEqual({ dtype: 'float32', shape: [400, 1000] });
      expect(facts['largest']).toEqual([
        { dtype: 'float32', shape: [500, 1000], bytes: 2_000_000 },
        { dtype: 'float32', shape: [300, 1000], bytes: 1_200_000 },
      ]);
      expect(message).toMatch(/float32 \[400, 1000\].*float32 \[500, 1000\], 2\.0 MB/);
      x.dispose();
      expect(zeros([250, 1000], { backend }).shape).toEqual([250, 1000]);
    });
    backend.dispose();
    other.dispose();
  });

  it('says so when it holds nothing large', () => {
    const backend = cpu({ maximumBytes: 2 ** 20 });
    const error = caught(() => zeros([2 ** 20], { backend })) as BackendError;
    expect(error.message).toMatch(/largest live tensors: none/);
    expect(error.facts['largest']).toEqual([]);
    backend.dispose();
  });
});
