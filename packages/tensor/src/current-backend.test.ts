import { describe, expect, it, vi } from 'vitest';

describe('currentBackend', () => {
  it('says what to do when none was chosen', async () => {
    vi.resetModules();
    const { currentBackend, zeros, BackendError } = await import('./index.ts');
    expect(() => currentBackend()).toThrow(BackendError);
    expect(() => zeros([2])).toThrow('useBackend(cpu())');
  });
});
