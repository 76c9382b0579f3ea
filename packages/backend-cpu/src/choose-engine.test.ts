import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { revectorizerFault } from './revectorizer-test.ts';

vi.mock('./revectorizer-test.ts', () => ({ revectorizerFault: vi.fn<typeof revectorizerFault>() }));

const found = vi.mocked(revectorizerFault);
const setFlagsFromString = vi.fn<(flag: string) => void>();
let chooseEngine: typeof import('./choose-engine.ts').chooseEngine;

beforeEach(async () => {
  // What an engine offers is asked for once: each test has a module of its own.
  vi.resetModules();
  ({ chooseEngine } = await import('./choose-engine.ts'));
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  setFlagsFromString.mockReset();
  found.mockReset();
});

/** Lets the module meet an engine that has relaxed SIMD or not, in Node with a version of V8, or in no Node at all. */
function meet(relaxedSimd: boolean, v8?: string): void {
  vi.spyOn(WebAssembly, 'validate').mockReturnValue(relaxedSimd);
  const process = {
    versions: { v8 },
    getBuiltinModule: (name: string) => (name === 'node:v8' ? { setFlagsFromString } : undefined),
  };
  vi.stubGlobal('process', v8 === undefined ? undefined : process);
}

describe('relaxed SIMD', () => {
  it.each([true, false])('is used where it is there: %s', (there) => {
    meet(there);
    expect(chooseEngine({})).toEqual({
      engine: { relaxedSimd: there, revectorize: false },
      notes: [],
    });
  });

  it('is not used where it is forbidden', () => {
    meet(true);
    expect(chooseEngine({ relaxedSimd: false }).engine.relaxedSimd).toBe(false);
    expect(setFlagsFromString).not.toHaveBeenCalled();
  });

  it('is switched on in Node 20 when it is demanded, and only then', () => {
    meet(false, '11.3.244.8');
    setFlagsFromString.mockImplementation(() => meet(true, '11.3.244.8'));
    expect(chooseEngine({}).engine.relaxedSimd).toBe(false);
    expect(chooseEngine({ relaxedSimd: true }).engine.relaxedSimd).toBe(true);
    expect(setFlagsFromString.mock.calls).toEqual([['--experimental-wasm-relaxed-simd']]);
  });

  it.each([undefined, '10.2.154', '11.3.244.8'])(
    'fails when it is demanded and cannot be had: V8 %s',
    (v8) => {
      meet(false, v8);
      expect(() => chooseEngine({ relaxedSimd: true })).toThrow(
        expect.objectContaining({ name: 'BackendError' }),
      );
      expect(() => chooseEngine({ relaxedSimd: true })).toThrow(/leave the option out/);
    },
  );
});

describe('the revectorizer', () => {
  it.each([undefined, '11.3.244.8', '12.4.254.21'])('is done without, with a note: V8 %s', (v8) => {
    meet(true, v8);
    const { engine, notes } = chooseEngine({ revectorize: true });
    expect(engine).toEqual({ relaxedSimd: true, revectorize: false });
    expect(notes).toEqual([expect.stringMatching(/no such option.*runs without/)]);
    expect(setFlagsFromString).not.toHaveBeenCalled();
    expect(found).not.toHaveBeenCalled();
  });

  it('is used when it passes its test', () => {
    meet(true, '13.6.233.10');
    expect(chooseEngine({ revectorize: true })).toEqual({
      engine: { relaxedSimd: true, revectorize: true },
      notes: [],
    });
    expect(found.mock.calls).toEqual([[{ relaxedSimd: true, revectorize: true }]]);
    expect(setFlagsFromString.mock.calls).toEqual([['--experimental-wasm-revectorize']]);
  });

  it('is switched off again, with a note, when it fails its test', () => {
    meet(true, '13.6.233.10');
    found.mockReturnValue('tanh gives wrong numbers');
    const { engine, notes } = chooseEngine({ revectorize: true, relaxedSimd: false });
    expect(engine).toEqual({ relaxedSimd: false, revectorize: false });
    expect(notes).toEqual(['revectorize: tanh gives wrong numbers; runs without']);
    expect(setFlagsFromString.mock.calls).toEqual([
      ['--experimental-wasm-revectorize'],
      ['--no-experimental-wasm-revectorize'],
    ]);
  });

  it('stays as it is unless it is asked for', () => {
    meet(true, '13.6.233.10');
    expect(chooseEngine({}).engine.revectorize).toBe(false);
    expect(setFlagsFromString).not.toHaveBeenCalled();
  });
});
