import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { contestantResult, resultsOf, timedCell, workloadResult } from '../../test/fakes.ts';
import { judgeAll } from '../bars/index.ts';
import { chartData } from './chart-data.ts';
import { formatNumber } from './format.ts';
import { toHtml } from './html.ts';
import { toMarkdown } from './markdown.ts';

const nasty = '</script><b title="1|2">';

const results = resultsOf(
  [
    contestantResult('rondo', { configuration: { node: 'v20' } }),
    contestantResult('rondo-t2'),
    contestantResult('peer', { title: nasty }),
    contestantResult('broken'),
    contestantResult('torch', { missing: 'no python3' }),
  ],
  [
    workloadResult('gemm_64x64x64', {
      rondo: timedCell(3, 2),
      'rondo-t2': timedCell(1.5, 3),
      peer: timedCell(9, 8),
      broken: { status: 'wrong', reason: `c is off ${nasty}` },
    }),
    workloadResult('startup', { rondo: { status: 'value', value: 41.26, detail: '40 to 42 ms' } }),
  ],
);

describe('toMarkdown', () => {
  const markdown = toMarkdown(results, judgeAll(results));

  it('has CPU time with ratios for one thread, wall time for several', () => {
    expect(markdown).toContain('| gemm_64x64x64 | 2 | 1.5 (0.5×) | 8 (4×) | wrong numbers |');
    expect(markdown).toContain('| startup | 41.3 ms |');
  });

  it('says who is missing, what went wrong, and keeps columns apart', () => {
    expect(markdown).toContain('- torch: not here: no python3');
    expect(markdown).toContain('broken, gemm_64x64x64: wrong numbers: c is off');
    const tables = markdown.split('\n').filter((line) => line.startsWith('| '));
    const columns = tables[0]!.replaceAll(String.raw`\|`, '').split('|').length;
    expect(tables[2]!.split('|')).toHaveLength(columns);
  });
});

describe('toHtml', () => {
  it('is one file that asks nobody else for anything', async () => {
    const html = await toHtml(results, []);
    const withoutScripts = html.replaceAll(/<script[^>]*>.*?<\/script>/gs, '');
    expect(withoutScripts).not.toMatch(/\b(src|href|url|@import)\b/);
    expect(html).toContain('d3js.org');
  });

  it('shows text as text and has scripts that parse', async () => {
    const html = await toHtml(results, judgeAll(results));
    expect(html).not.toContain(nasty);
    const scripts = [...html.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, body]) => body!);
    expect(scripts).toHaveLength(4);
    expect(JSON.parse(scripts[0]!)).toEqual(chartData(results));
    expect(() => new Script(scripts[3]!)).not.toThrow();
    expect(html).toContain('NOT MEASURED');
  });
});

describe('chartData', () => {
  it('compares clocks of a kind and knows the arithmetic rate', () => {
    const { speeds, rates, contestants } = chartData(results);
    expect(contestants).toHaveLength(4);
    expect(speeds.map(({ times }) => times)).toEqual([1, 0.5, 4]);
    expect(rates[0]!.gigaflops).toBeCloseTo(0.5, 12);
  });
});

describe('formatNumber', () => {
  it.each([
    [0.012345, '0.0123'],
    [1.2345, '1.23'],
    [123.45, '123'],
    [12345, '12345'],
    [0, '0'],
  ])('%d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});
