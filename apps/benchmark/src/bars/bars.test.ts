import { workloads as allWorkloads } from '@rondo/workloads';
import { describe, expect, it } from 'vitest';
import { contestantResult, resultsOf, timedCell, workloadResult } from '../../test/fakes.ts';
import type { Results, WorkloadResult } from '../results.ts';
import type { Bar, Verdict } from './bar.ts';
import { judge } from './bar.ts';
import { bars, judgeAll } from './index.ts';

const ids =
  'rondo rondo-t2 rondo-n24 limit tfjs-wasm jax-js jax-js-n24 ort-web torch torch-t2'.split(' ');

function results(workloads: readonly WorkloadResult[]): Results {
  return resultsOf(
    ids.map((id) => contestantResult(id)),
    workloads,
  );
}

function verdictOf(name: string, from: Results): Verdict {
  const found = judgeAll(from).find((verdict) => verdict.name.startsWith(name));
  if (!found) throw new Error(`no bar begins with ${name}`);
  return found;
}

const cannot = { status: 'cannot', reason: 'no means' } as const;

describe('judge', () => {
  const bar = (direction: Bar['direction'], value: number): Bar => ({
    name: 'a bar',
    workloads: [],
    direction,
    bound: 2,
    unit: '',
    measure: () => ({ value, of: 'this' }),
  });

  it.each([
    ['least', 2, 'PASS'],
    ['least', 1.99, 'FAIL'],
    ['above', 2, 'FAIL'],
    ['above', 2.01, 'PASS'],
    ['most', 2, 'PASS'],
    ['most', 2.01, 'FAIL'],
    ['least', NaN, 'FAIL'],
  ] as const)('%s 2 of %d: %s', (direction, value, verdict) => {
    expect(judge(bar(direction, value), results([])).verdict).toBe(verdict);
  });
});

describe('the bars', () => {
  it('have names of their own and ask only for workloads that exist', () => {
    expect(new Set(bars.map(({ name }) => name)).size).toBe(bars.length);
    const known = new Set([...allWorkloads.map(({ name }) => name), 'memory_s2s_step', 'startup']);
    const asked = judgeAll(results([])).flatMap(({ measured }) =>
      [...measured.matchAll(/did not run (\w+)/g)].map(([, name]) => name!),
    );
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  it('are not measured, and say why, where nothing ran', () => {
    expect(judgeAll(results([])).map(({ verdict }) => verdict)).toEqual(
      bars.map(() => 'NOT MEASURED'),
    );
    const none = resultsOf([contestantResult('rondo')], [workloadResult('adam', {})]);
    expect(verdictOf('adam', none).measured).toMatch(/^rondo did not run adam/);
  });

  it('count CPU time for one thread and the best peer', () => {
    const gru = workloadResult('gru_fwd', {
      rondo: timedCell(99, 10),
      'tfjs-wasm': timedCell(1, 40),
      'jax-js': cannot,
      'ort-web': timedCell(1, 17),
    });
    const verdict = verdictOf('gru_fwd', results([gru]));
    expect(verdict).toMatchObject({ verdict: 'PASS', wanted: '≥ 1.6' });
    expect(verdict.measured).toBe('1.7 (ort-web 17 ms / rondo 10 ms)');
  });

  it('count the faster of our configurations of Node 20', () => {
    const gru = workloadResult('gru_fwd', {
      rondo: timedCell(99, 10),
      'rondo-relaxed': timedCell(99, 8),
      'tfjs-wasm': timedCell(1, 16),
      'jax-js': cannot,
      'ort-web': cannot,
    });
    expect(verdictOf('gru_fwd', results([gru])).measured).toBe(
      '2 (tfjs-wasm 16 ms / rondo-relaxed 8 ms)',
    );
  });

  it('show the default where only relaxed SIMD passes', () => {
    const measured = (own: number, relaxed: number): string => {
      const cells = {
        limit: timedCell(0.6),
        rondo: timedCell(own),
        'rondo-relaxed': timedCell(relaxed),
      };
      const from = results([workloadResult('gemm_256x256x256', cells)]);
      return verdictOf('gemm_256x256x256: part', from).measured;
    };
    expect(measured(1, 0.69)).toBe('0.87 (limit 0.6 ms / rondo-relaxed 0.69 ms; default 0.6)');
    expect(measured(0.7, 0.65)).not.toContain('default');
    expect(measured(2, 1)).not.toContain('default');
    expect(measured(0.65, 0.69)).not.toContain('default');
  });

  it('know the best JavaScript peer only where each answered', () => {
    const cells = {
      rondo: timedCell(10),
      'tfjs-cpu': timedCell(90),
      'tfjs-wasm': timedCell(40),
      'jax-js': cannot,
      'ort-web': cannot,
    };
    const verdict = (more: WorkloadResult['cells']): Verdict =>
      verdictOf('enc_fwd: times', results([workloadResult('enc_fwd', { ...cells, ...more })]));
    expect(verdict({}).verdict).toBe('PASS');
    const failed = { status: 'failed', reason: 'hung' } as const;
    expect(verdict({ 'ort-web': failed })).toMatchObject({
      verdict: 'NOT MEASURED',
      measured: 'ort-web on enc_fwd: failed, hung',
    });
    expect(verdict({ 'tfjs-wasm': failed }).verdict).toBe('NOT MEASURED');
    expect(verdict({ 'jax-js': failed }).verdict).toBe('NOT MEASURED');
    expect(verdict({ 'jax-js': failed, 'jax-js-n24': timedCell(12) })).toMatchObject({
      verdict: 'FAIL',
      measured: '1.2 (jax-js-n24 12 ms / rondo 10 ms)',
    });
  });

  it('count wall time for several threads, and ask for less on a busy machine', () => {
    const cells = { rondo: timedCell(10, 9), 'rondo-t2': timedCell(8, 16) };
    const idle = results([workloadResult('gru_fb', cells)]);
    expect(verdictOf('gru_fb: two threads', idle)).toMatchObject({
      verdict: 'FAIL',
      wanted: '≥ 1.7',
      measured: '1.25 (rondo 10 ms / rondo-t2 8 ms; idle machine: 0 % busy before it)',
    });
    const busy = results([workloadResult('gru_fb', cells, { busy: 0.6 })]);
    expect(verdictOf('gru_fb: two threads', busy)).toMatchObject({
      verdict: 'PASS',
      wanted: '≥ 0.9',
      measured: '1.25 (rondo 10 ms / rondo-t2 8 ms; busy machine: 60 % busy before it)',
    });
  });

  it('take PyTorch at its best', () => {
    const cells = { 'rondo-t2': timedCell(10), torch: timedCell(9), 'torch-t2': timedCell(6) };
    const verdict = verdictOf('enc_fb, rondo-t2', results([workloadResult('enc_fb', cells)]));
    expect(verdict.verdict).toBe('FAIL');
    expect(verdict.measured).toContain('torch-t2 6 ms');
  });

  it('let the newer Node stand in where jax-js cannot', () => {
    const cells = { rondo: timedCell(10), 'jax-js-n24': timedCell(30) };
    const missing = { ...cells, 'jax-js': { status: 'cannot', reason: 'no einsum' } as const };
    const verdict = verdictOf('enc_fb: times', results([workloadResult('enc_fb', missing)]));
    expect(verdict).toMatchObject({ verdict: 'PASS' });
    expect(verdict.measured).toContain('jax-js-n24');
  });

  it('compare unusual products with their neighbours', () => {
    const from = results([
      workloadResult('gemm_512x512x512', { rondo: timedCell(10) }),
      workloadResult('gemm_512x512x512_ta', { rondo: timedCell(11) }),
      workloadResult('gemm_512x512x512_tb', { rondo: timedCell(12) }),
    ]);
    expect(verdictOf('gemm_512x512x512_ta', from).verdict).toBe('PASS');
    expect(verdictOf('gemm_512x512x512_tb', from).verdict).toBe('FAIL');
  });

  it('show why a contestant gave no time', () => {
    const cells = {
      rondo: timedCell(1),
      torch: { status: 'failed', reason: 'ended with exit code 1' } as const,
    };
    const verdict = verdictOf('adam', results([workloadResult('adam', cells)]));
    expect(verdict.verdict).toBe('NOT MEASURED');
    expect(verdict.measured).toContain('failed, ended with exit code 1');
  });

  it('judge start, size and memory', () => {
    const value = (number: number) => ({ status: 'value', value: number, detail: '' }) as const;
    const sized = contestantResult('rondo', {
      configuration: { 'modules.gzipped': 61_000, 'modules.count': 20 },
    });
    const from = resultsOf(
      [sized, contestantResult('torch')],
      [
        workloadResult('startup', { rondo: value(40) }),
        workloadResult('memory_s2s_step', { rondo: value(300), torch: value(400) }),
        ...allWorkloads.map(({ name }) => workloadResult(name, { rondo: value(1.2) })),
      ],
    );
    expect(verdictOf('startup', from).verdict).toBe('PASS');
    expect(verdictOf('peak memory', from)).toMatchObject({ verdict: 'PASS' });
    expect(verdictOf('new_length', from).verdict).toBe('FAIL');
    expect(verdictOf('WebAssembly modules', from)).toMatchObject({
      verdict: 'FAIL',
      measured: '61 kB (20 modules)',
    });
    const part = resultsOf([sized], [workloadResult('adam', {})]);
    expect(verdictOf('WebAssembly modules', part).verdict).toBe('NOT MEASURED');
  });
});
