import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { trainingCurve, validationCurve } from './curve.ts';
import { chartLibraries } from './libraries.ts';
import { renderReport } from './render-report.ts';
import { attentionMap, type ReportData } from './report-data.ts';
import type { MetricsLine } from '../folder/metrics-log.ts';

const nasty = `</script><script>alert("1 & 2")</script>`;

const report: ReportData = {
  title: `run ${nasty}`,
  summary: [['Exact match', '99.9 %']],
  curve: [{ step: 1, loss: 2, mean: 2, learningRate: 0.1 }],
  validations: [{ step: 1, loss: 1.5, perplexity: 4.5, isBest: true }],
  samples: [
    { source: nasty, reference: 'a', output: 'a' },
    { source: 'b', reference: 'c', output: 'd' },
  ],
  attention: [{ source: ['x', nasty], output: ['y'], weights: [[0.25, 0.75]] }],
  data: ['2 pairs'],
  config: 'data: <none>',
  environment: [['Node', 'v20']],
};

describe('renderReport', () => {
  it('is one file that asks nobody else for anything', async () => {
    const html = await renderReport(report);
    const withoutScripts = html.replaceAll(/<script[^>]*>.*?<\/script>/gs, '');
    expect(withoutScripts).not.toMatch(/\b(src|href|url|@import)\b/);
    const libraries = await chartLibraries();
    expect(libraries[0]).toContain('https://d3js.org v7');
    for (const library of libraries) expect(html).toContain(library);
  });

  it('shows text as text, also where it looks like HTML', async () => {
    const html = await renderReport(report);
    expect(html).not.toContain(nasty);
    const scripts = [...html.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, body]) => body!);
    expect(scripts).toHaveLength(4);
    const data = JSON.parse(scripts[0]!) as Pick<ReportData, 'attention'>;
    expect(data.attention).toEqual(report.attention);
    expect(() => new Script(scripts[3]!)).not.toThrow();
  });

  it('has the numbers of the charts in tables', async () => {
    const html = await renderReport(report);
    expect(html).toContain('<td>4.500</td>');
    expect(html).toContain('<td>0.75</td>');
    expect(html.match(/>equal</g)).toHaveLength(1);
    expect(html.match(/>differs</g)).toHaveLength(1);
    const plain = await renderReport({ ...report, attention: [] });
    expect(plain).not.toContain('<h2>Attention</h2>');
  });
});

describe('curves', () => {
  const step = (n: number): MetricsLine => ({
    kind: 'step',
    step: n,
    epoch: 0,
    loss: n,
    learningRate: n / 10,
    gradientNorm: 1,
    tokens: 1,
    seconds: 1,
  });
  const lines = Array.from({ length: 1001 }, (_, i) => step(i + 1));

  it('are thinned, but keep both ends and the mean of all steps', () => {
    const curve = trainingCurve(lines, 100);
    expect(curve.length).toBeLessThanOrEqual(101);
    expect(curve[0]).toEqual({ step: 1, loss: 1, mean: 1, learningRate: 0.1 });
    expect(curve.at(-1)!.step).toBe(1001);
    expect(curve.at(-1)!.mean).toBeCloseTo(1001 - 19, 6);
    expect(trainingCurve(lines, 2000)).toHaveLength(1001);
    expect(validationCurve(lines)).toEqual([]);
  });
});

describe('attentionMap', () => {
  it('labels rows and columns, the end too', () => {
    const translation = {
      source: 'a b',
      text: 'c',
      sourceTokens: ['a', ' '],
      tokens: ['c'],
      finished: true,
      score: -0.5,
      logProbabilities: [-0.25, -0.75],
      alternatives: [],
      attention: [
        [0.1, 0.2, 0.7],
        [0.3, 0.3, 0.4],
      ],
    };
    expect(attentionMap(translation)).toEqual({
      source: ['a', '␣', '⏎'],
      output: ['c', '⏎'],
      weights: translation.attention,
    });
    expect(attentionMap({ ...translation, attention: undefined })).toBeUndefined();
    const cut = attentionMap({ ...translation, attention: [[1, 0, 0]] });
    expect(cut?.output).toEqual(['c']);
  });
});
