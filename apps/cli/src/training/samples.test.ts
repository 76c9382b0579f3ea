import { expect, it } from 'vitest';
import { formatSamples } from './samples.ts';

it('marks what is right and shows what was expected where it is not', () => {
  const samples = [
    { source: 'a b', reference: 'He sleeps .', output: 'he sleeps.', isMatch: true },
    { source: 'c', reference: 'x', output: 'y', isMatch: false },
  ];
  expect(formatSamples(samples, 80)).toBe('  a b  →  he sleeps.  ✓\n  c    →  y  ✗ expected x\n');
  expect(formatSamples(samples, 10)).toContain('  source     a b\n  output     he sleeps.\n');
});
