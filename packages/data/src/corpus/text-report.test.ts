import { expect, it } from 'vitest';
import { formatTextReport } from './format-data-report.ts';
import { textReport } from './text-report.ts';

it('counts the lines of a text, and how long they are', async () => {
  const report = await textReport(['ein Hund', '', 'Ein  hund ', ' ', 'drei kleine Katzen']);
  expect(report).toMatchObject({
    lines: 5,
    empty: 2,
    duplicates: 1,
    lengths: { tokens: 7, median: 2, longest: 3 },
  });
  expect(formatTextReport(report)).toMatch(
    /^5 lines; empty: 2; seen before: 1 \(20\.0 %\)\n {2}sentences: 7 tokens, mean 2\.3, /,
  );
  expect(formatTextReport(await textReport([]))).toContain('0 lines; empty: 0');
});
