import { scope, useBackend, zeros } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { awaitWorkers } from '../test/threaded-context.ts';
import { cpu } from './cpu.ts';
import { detectedEngine } from './engine.ts';

it('says what runs by default', () => {
  const backend = cpu();
  const { memory, tile, ...rest } = backend.describe();
  expect(rest).toEqual({
    backend: 'cpu',
    kernels: 'wasm',
    threads: { wanted: 1, working: 1, jobs: 0 },
    relaxedSimd: detectedEngine().relaxedSimd,
    revectorize: false,
    blas: undefined,
    notes: [],
  });
  expect(tile).toMatch(/^\d+ x \d+$/);
  expect(memory.capacity).toBeGreaterThanOrEqual(memory.peakBytes);
  backend.dispose();
});

it('says that the reference kernels run alone', () => {
  const backend = cpu({ kernels: 'reference', threads: 3 });
  const { kernels, threads, relaxedSimd } = backend.describe();
  expect({ kernels, threads, relaxedSimd }).toEqual({
    kernels: 'reference',
    threads: { wanted: 1, working: 1, jobs: 0 },
    relaxedSimd: false,
  });
  backend.dispose();
});

it('counts the threads that work', () => {
  const backend = cpu({ threads: 3 });
  expect(backend.describe().threads.wanted).toBe(3);
  awaitWorkers(() => backend.describe().threads);
  expect(backend.describe().threads).toEqual({ wanted: 3, working: 3, jobs: 0 });
  useBackend(backend);
  const isShared = (): boolean => backend.describe().threads.jobs > 0;
  for (let i = 0; i < 1000 && !isShared(); i++) scope(() => zeros([300, 2000]).exp());
  expect(backend.describe().threads.jobs).toBeGreaterThan(0);
  backend.dispose();
});

it('notes what cannot be had', () => {
  // Nothing in the workspace installs koffi.
  const backend = cpu({ blas: 'auto' });
  expect(backend.describe().blas).toBeUndefined();
  expect(backend.describe().notes).toEqual([expect.stringMatching(/^blas: .*koffi/)]);
  backend.dispose();
});

it('knows bytes in use, at most so far, and grown to', () => {
  const backend = cpu();
  useBackend(backend);
  const before = backend.describe().memory;
  scope(() => {
    zeros([1000, 300]);
    const { memory } = backend.describe();
    expect(memory.bytesInUse - before.bytesInUse).toBeGreaterThanOrEqual(1_200_000);
    expect(memory.capacity).toBeGreaterThanOrEqual(1_200_000);
  });
  const { memory } = backend.describe();
  expect(memory.bytesInUse).toBe(before.bytesInUse);
  expect(memory.peakBytes).toBeGreaterThanOrEqual(1_200_000);
  backend.dispose();
});
