import { describe, expect, it } from 'vitest';
import { describePlan, installPlan } from './install.ts';
import { peerPackages } from './packages.ts';

describe('installPlan', () => {
  it('has what is not installed', () => {
    const plan = installPlan(undefined, (id) => id === 'jax-js');
    const others = peerPackages.map(({ id }) => id).filter((id) => id !== 'jax-js');
    expect(plan.map(({ id }) => id)).toEqual(others);
  });

  it('keeps to what is asked for', () => {
    const plan = installPlan(['node24', 'jax-js'], () => false);
    expect(plan.map(({ id }) => id)).toEqual(['jax-js', 'node24']);
  });

  it('refuses an unknown peer and names the known ones', () => {
    expect(() => installPlan(['jax'], () => false)).toThrow(
      /^no peer is called jax; there are tfjs, jax-js, /,
    );
  });

  it('pins exact versions', () => {
    for (const { packages } of peerPackages) {
      for (const version of Object.values(packages)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });
});

describe('describePlan', () => {
  it('says what is fetched and how large it is', () => {
    const [first, ...peers] = describePlan(installPlan(['jax-js', 'node24'], () => false));
    expect(first).toMatch(/^Installing into .*\.peers.* \(about 192 MB on disk\):$/);
    expect(peers).toHaveLength(2);
    expect(peers[0]).toBe('  jax-js: @jax-js/jax@0.1.25 (about 2 MB)');
  });

  it('says when there is nothing to do', () => {
    expect(describePlan([])).toEqual(['All peers that were asked for are installed.']);
  });
});
