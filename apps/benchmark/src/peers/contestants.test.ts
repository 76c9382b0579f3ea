import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { peerContestants, peersOnWebGpu } from './contestants.ts';
import { pythonWith } from './python-packages.ts';

describe('peerContestants', () => {
  const contestants = [...peerContestants(), ...peersOnWebGpu()];

  it('has each once', () => {
    const ids = contestants.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(
      expect.arrayContaining([
        'tfjs-cpu',
        'tfjs-wasm',
        'jax-js',
        'ort-web',
        'ort-node-t2',
        'torch',
        'gensim-t2',
        'jax-js-webgpu',
        'tfjs-webgpu',
      ]),
    );
  });

  it('starts programs that exist', () => {
    const sources = contestants.map(({ args }) => args[0]!.replace(/main\.js$/, 'main.ts'));
    expect(sources.filter((source) => !existsSync(source))).toEqual([]);
  });

  it('gives PyTorch its threads, and takes away what would slow it down', () => {
    const torch = contestants.find(({ id }) => id === 'torch-t2')!;
    expect(torch.threads).toBe(2);
    expect(torch.env['OMP_NUM_THREADS']).toBe('2');
    expect('OPENBLAS_CORETYPE' in torch.env && torch.env['OPENBLAS_CORETYPE']).toBeUndefined();
  });

  it('says how to get what is missing', () => {
    const reasons = contestants.flatMap(({ missing }) => missing ?? []);
    expect(reasons.filter((reason) => !reason.includes('install'))).toEqual([]);
  });
});

describe('pythonWith', () => {
  it('is undefined for what is no Python with the package', () => {
    expect(pythonWith('torch', 'no-such-python')).toBeUndefined();
    expect(pythonWith('gensim', fileURLToPath(import.meta.url))).toBeUndefined();
  });
});
