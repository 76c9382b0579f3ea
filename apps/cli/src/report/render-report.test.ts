import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { dataReport } from '@rondo/data';
import { parseConfig } from '@rondo/seq2seq';
import type { MetricsLine } from '../folder/metrics-log.ts';
import { costsOf } from './costs.ts';
import { resumedSteps, trainingCurve, validationCurve } from './curve.ts';
import { describeModel } from './describe-model.ts';
import { chartLibraries } from './libraries.ts';
import { renderReport } from './render-report.ts';
import { attentionMap, headMap, type ReportData } from './report-data.ts';

const nasty = `</script><script>alert("1 & 2")</script>`;

const report: ReportData = {
  title: `run ${nasty}`,
  subtitle: `a model ${nasty}`,
  summary: [['Exact match', '99.9 %']],
  curve: [{ step: 1, loss: 2, mean: 2, learningRate: 0.1, speed: 10 }],
  validations: [{ step: 1, loss: 1.5, perplexity: 4.5, isBest: true, scores: { BLEU: 12.25 } }],
  resumes: [7],
  samples: [
    { source: nasty, reference: 'a', output: 'a' },
    { source: 'b', reference: 'c', output: 'd' },
  ],
  attention: [{ source: ['x', nasty], output: ['y'], weights: [[0.25, 0.75]] }],
  heads: [{ source: ['x', nasty], output: ['y'], layers: [[[[0.25, 0.75]], [[1, 0]]]] }],
  layers: [{ path: nasty, name: 'GRU', output: [3, 5], parameters: 1234, flops: 5e6 }],
  costs: [{ name: 'time', estimate: '0:10', real: undefined }],
  data: ['2 pairs'],
  dataReport: dataReport({
    train: [
      { source: nasty, target: nasty },
      { source: 'a b', target: 'c' },
    ],
    test: [{ source: 'a b', target: 'c' }],
  }),
  origin: {
    file: nasty,
    sha256: 'abc',
    loaded: ['encoder.weight'],
    rows: [{ name: nasty, found: 2, of: 3 }],
    missing: [nasty],
    mismatched: [],
  },
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
    const data = JSON.parse(scripts[0]!) as Pick<ReportData, 'attention' | 'heads'>;
    expect(data.attention).toEqual(report.attention);
    expect(data.heads).toEqual(report.heads);
    expect(() => new Script(scripts[3]!)).not.toThrow();
  });

  it('has the numbers of the charts in tables', async () => {
    const html = await renderReport(report);
    expect(html).toContain('<td>4.500</td>');
    expect(html).toContain('<td>0.75</td>');
    expect(html).toContain('<td>12.25</td>');
    expect(html.match(/>✓ equal</g)).toHaveLength(1);
    expect(html.match(/>✗ differs</g)).toHaveLength(1);
  });

  it('tells of leaks, of the model that was fine-tuned, of layers and costs', async () => {
    const html = await renderReport(report);
    expect(html).toContain('Leak:</strong> 1 test pairs are in the training data');
    expect(html).toContain('2 of 3 rows');
    expect(html).toContain('<td>3 × 5</td><td>1,234</td><td>5.00 MFLOP</td><td>100.0 %</td>');
    expect(html).toContain('<th scope="row">time</th><td>0:10</td><td>–</td>');
    expect(html).toContain('taken up again (after step 7)');
  });

  it('has no sections for what there is not', async () => {
    const all = await renderReport(report);
    const less = { attention: [], heads: [], layers: [], origin: undefined, resumes: [] };
    const plain = await renderReport({ ...report, ...less });
    for (const id of ['attention', 'model', 'origin']) {
      expect(all).toContain(`<h2 id="${id}">`);
      expect(plain).not.toContain(`<h2 id="${id}">`);
    }
    expect(plain).not.toContain('taken up again');
    const recurrent = await renderReport({ ...report, heads: [] });
    expect(recurrent).toContain('<h2 id="attention">');
    expect(recurrent).not.toContain('Each head');
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
    expect(curve[0]).toEqual({ step: 1, loss: 1, mean: 1, learningRate: 0.1, speed: 1 });
    expect(curve.at(-1)!.step).toBe(1001);
    expect(curve.at(-1)!.mean).toBeCloseTo(1001 - 19, 6);
    expect(trainingCurve(lines, 2000)).toHaveLength(1001);
    expect(validationCurve(lines)).toEqual([]);
  });

  it('of validations have shares in percent, also of logs that tell less', () => {
    const point = {
      kind: 'validation',
      step: 3,
      epoch: 0,
      loss: 1,
      perplexity: 2,
      isBest: true,
    } as const;
    const metrics = { loss: 1, perplexity: 2, accuracy: 0.5, bleu: 12 };
    const both = validationCurve([point, { ...point, metrics }]);
    expect(both.map(({ scores }) => scores)).toEqual([{}, { 'token accuracy (%)': 50, BLEU: 12 }]);
    expect(resumedSteps([...lines, { kind: 'resume', time: '', step: 5 }])).toEqual([5]);
  });

  it('have costs beside their estimates, or without', () => {
    const bytes = { parameters: 4, gradients: 4, optimizer: 8, average: 0, activations: 0 };
    const estimate = {
      parameters: 1,
      steps: 2002,
      tokens: 2002,
      flops: 4004e6,
      memory: { ...bytes, total: 16 },
      seconds: { training: 1001, validation: 10, total: 1011 },
      layers: [],
    };
    const start = { kind: 'start', time: '', fingerprint: '', estimate } as const;
    const rows = (log: readonly MetricsLine[]): string[] =>
      costsOf(log, 5e6).map(({ name, estimate: thought, real }) => `${name}: ${thought}, ${real}`);
    expect(rows([start, ...lines])).toEqual([
      'steps: 2,002, 1,001',
      'tokens read: 2,002, 1,001',
      'floating-point operations: 4.00 GFLOP, 2.00 GFLOP',
      'time of all steps: 16:41, 16:41',
      'time of all validations: 0:10, 0:00',
      'speed of the steps: 4.00 MFLOP/s, 2.00 MFLOP/s',
      'memory of tensors; real: of the whole process: 16 B, 5.0 MB',
    ]);
    expect(rows(lines)[0]).toBe('steps: undefined, 1,001');
  });
});

describe('describeModel', () => {
  it.each([
    [{}, 'Bidirectional GRU encoder and GRU decoder, 1 layer of 256 units, with dot attention'],
    [
      { cell: 'lstm', bidirectional: false, attention: 'none' },
      /^LSTM encoder and LSTM decoder, .* without attention$/,
    ],
    [
      { family: 'transformer', decoder: 'ssru' },
      /^Transformer, 4 \+ 4 layers of size 128 with 4 heads, pre-norm, .*SSRU/,
    ],
  ])('%j', (model, text) => {
    expect(describeModel(parseConfig({ data: { task: 'copy' }, model }).model)).toMatch(text);
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

  it('of heads has a row for the end only where the model ended the sentence', () => {
    const map = (finished: boolean) =>
      headMap(
        {
          source: 'a',
          text: 'c',
          sourceTokens: [' '],
          tokens: ['c'],
          finished,
          score: 0,
          logProbabilities: [],
          alternatives: [],
          attention: undefined,
        },
        [
          [
            [
              [0.5, 0.5],
              [1, 0],
            ],
          ],
        ],
      );
    expect(map(true)).toEqual({
      source: ['␣', '⏎'],
      output: ['c', '⏎'],
      layers: [
        [
          [
            [0.5, 0.5],
            [1, 0],
          ],
        ],
      ],
    });
    expect(map(false)).toMatchObject({ output: ['c'], layers: [[[[0.5, 0.5]]]] });
  });
});
