import { expect, it } from 'vitest';
import { autoBackend, type Trial } from './auto-backend.ts';
import type { Backend } from './backend.ts';
import { ones } from './create.ts';
import { currentBackend, useBackend } from './current-backend.ts';
import { BackendError, RangeFault } from './errors.ts';
import { scope } from './scope.ts';
import { memory } from './storage.ts';

const own = currentBackend();

/** The backend of the tests as one of its own, which notes that it was given back. */
function another(disposed: string[], name: string): Backend {
  const parts = { dispose: () => void disposed.push(name) };
  return new Proxy(own, {
    get: (target, key) => {
      const value: unknown = Reflect.get(key in parts ? parts : target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function sums(): Trial {
  const x = ones([3]);
  return { step: () => scope(() => void x.sum()), dispose: () => x.dispose() };
}

it('chooses the fastest, makes it the current one and gives the others back', async () => {
  const before = memory();
  const disposed: string[] = [];
  const slow = another(disposed, 'slow');
  const fast = another(disposed, 'fast');
  const make = (): Trial => {
    const { step, dispose } = sums();
    const wait = currentBackend() === slow ? 20 : 0;
    return {
      step: async () => {
        await new Promise((resolve) => setTimeout(resolve, wait));
        step();
      },
      ...(dispose ? { dispose } : {}),
    };
  };
  const choice = await autoBackend({ slow: () => slow, fast: () => fast }, make, { seconds: 0.1 });
  expect(choice.name).toBe('fast');
  expect(currentBackend()).toBe(fast);
  expect(choice.backend).toBe(fast);
  expect(disposed).toEqual(['slow']);
  expect(choice.reason).toMatch(
    /^fast chosen; slow: [\d.]+ ms per step; fast: [\d.]+ ms per step$/,
  );
  const [slowTime, fastTime] = choice.candidates.map(({ milliseconds }) => milliseconds!);
  expect(slowTime).toBeGreaterThan(15);
  expect(fastTime).toBeLessThan(slowTime!);
  expect(memory()).toEqual(before);
  useBackend(own);
});

it('says what is missing where a backend cannot be opened', async () => {
  const candidates = {
    cpu: () => own,
    gpu: () => Promise.reject(new BackendError('no adapter; install libvulkan')),
  };
  const { name, reason, candidates: results } = await autoBackend(candidates, sums, { seconds: 0 });
  expect(name).toBe('cpu');
  expect(reason).toMatch(/cpu: [\d.]+ ms per step; gpu: no adapter; install libvulkan$/);
  expect(results[1]!.problem).toContain('libvulkan');
});

it('leaves a backend out whose trial fails, and throws where none is left', async () => {
  const disposed: string[] = [];
  const failing = (): Trial => {
    throw new Error('too large for this device');
  };
  const choosing = autoBackend({ cpu: () => another(disposed, 'cpu') }, failing, { seconds: 0 });
  await expect(choosing).rejects.toThrow(BackendError);
  await expect(choosing).rejects.toThrow('no backend works; cpu: too large for this device');
  expect(disposed).toEqual(['cpu']);
  useBackend(own);
});

it('leaves a backend out whose step fails later, and keeps the one before where none is left', async () => {
  const disposed: string[] = [];
  const failingLater = (): Trial => {
    let steps = 0;
    return {
      step: () => {
        if (++steps === 3) throw new Error('out of memory at the third step');
      },
    };
  };
  const broken = another(disposed, 'broken');
  const good = another(disposed, 'good');
  const make = (): Trial => (currentBackend() === broken ? failingLater() : sums());
  const candidates = { broken: () => broken, good: () => good };
  const { name, reason } = await autoBackend(candidates, make, { seconds: 0.05 });
  expect(name).toBe('good');
  expect(reason).toMatch(/broken: out of memory at the third step; good: [\d.]+ ms/);
  expect(disposed).toEqual(['broken']);
  useBackend(own);
  const choosing = autoBackend({ broken: () => broken }, failingLater, { seconds: 0.05 });
  await expect(choosing).rejects.toThrow('out of memory at the third step');
  expect(currentBackend()).toBe(own);
});

it('refuses a time that is none', async () => {
  await expect(autoBackend({ cpu: () => own }, sums, { seconds: -1 })).rejects.toThrow(RangeFault);
});
