import { BackendError } from '@rondo/tensor';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { soloContext } from '../kernel-context.ts';
import { LinearMemory } from '../linear-memory.ts';
import { wasmKernels } from '../wasm/kernels.ts';
import { chooseBlas } from './choose-blas.ts';
import { sgemmOn } from '../../test/sgemm.ts';

const memory = new LinearMemory();
const context = soloContext(memory);
const kernels = wasmKernels(context);

afterEach(() => vi.unstubAllGlobals());

/** Has the module meet a platform on which koffi, if there is one, loads the libraries of a table; gives what it tried. */
function meet(
  platform: string,
  libraries: Readonly<Record<string, ReturnType<typeof sgemmOn>>>,
  koffi = true,
): { tried: string[]; threads: number[] } {
  const tried: string[] = [];
  const threads: number[] = [];
  const load = (name: string) => {
    tried.push(name);
    const sgemm = libraries[name];
    if (!sgemm) throw new Error(`no ${name}`);
    return {
      func: (declaration: string) =>
        declaration.includes('cblas_sgemm') ? sgemm : (n: number) => threads.push(n),
    };
  };
  const createRequire = () => (name: string) => {
    if (name !== 'koffi' || !koffi) throw new Error(`no package ${name}`);
    return { load, address: () => 0n };
  };
  vi.stubGlobal('process', {
    platform,
    cwd: () => '/',
    getBuiltinModule: (name: string) => (name === 'node:module' ? { createRequire } : undefined),
  });
  return { tried, threads };
}

describe('chooseBlas', () => {
  it('leaves the kernels alone unless it is asked', () => {
    const { tried } = meet('linux', {});
    expect(chooseBlas(context, kernels, {})).toEqual({ kernels });
    expect(chooseBlas(context, kernels, { blas: 'none' })).toEqual({ kernels });
    expect(tried).toEqual([]);
  });

  it('finds a library by itself, tests it and tells it the number of threads', () => {
    const { tried, threads } = meet('linux', { 'libopenblas.so': sgemmOn(memory) });
    const chosen = chooseBlas(context, kernels, { blas: 'auto' });
    expect(chosen).toMatchObject({ library: 'libopenblas.so' });
    expect(chosen.note).toBeUndefined();
    expect(chosen.kernels.matmul).not.toBe(kernels.matmul);
    expect(tried).toEqual(['libopenblas.so.0', 'libopenblas.so']);
    expect(threads).toEqual([1]);
  });

  it('takes the library that is named and no other', () => {
    const { tried } = meet('darwin', { mine: sgemmOn(memory) });
    expect(chooseBlas(context, kernels, { blas: 'mine' }).library).toBe('mine');
    expect(tried).toEqual(['mine']);
  });

  it.each([
    ['outside of Node', undefined, /needs Node and the package koffi: npm install koffi/],
    ['without koffi', () => meet('linux', {}, false), /needs Node and the package koffi/],
    ['without a library', () => meet('linux', {}), /libopenblas.*apt-get install libopenblas0/],
    ['on an unknown platform', () => meet('aix', {}), /tried none/],
  ])('does without when nothing is demanded, %s, with a note', (_, prepare, note) => {
    if (prepare) prepare();
    else vi.stubGlobal('process', undefined);
    const chosen = chooseBlas(context, kernels, { blas: 'auto' });
    expect(chosen.kernels).toBe(kernels);
    expect(chosen.library).toBeUndefined();
    expect(chosen.note).toMatch(note);
    expect(chosen.note).toMatch(/multiplied by WebAssembly/);
  });

  it('fails when a library that was named is not there', () => {
    meet('linux', {});
    const choose = (): unknown => chooseBlas(context, kernels, { blas: 'missing.so' });
    expect(choose).toThrow(BackendError);
    expect(choose).toThrow(/blas: 'missing.so' cannot be used.*tried missing.so/);
  });

  it('does not use a library that gives wrong numbers', () => {
    const bytes = memory.bytesInUse;
    const wrong = sgemmOn(memory, (sum) => sum + 1);
    meet('linux', { 'libopenblas.so.0': wrong, mine: wrong });
    expect(chooseBlas(context, kernels, { blas: 'auto' })).toMatchObject({
      kernels,
      note: expect.stringMatching(/libopenblas.so.0 gives wrong numbers/) as string,
    });
    expect(() => chooseBlas(context, kernels, { blas: 'mine' })).toThrow(/wrong numbers/);
    expect(memory.bytesInUse).toBe(bytes);
  });
});
