import { describe, expect, it } from 'vitest';
import { contestantResult, resultsOf, timedCell, workloadResult } from '../../test/fakes.ts';
import type { Cell, Results } from '../results.ts';
import { judgedOnly, type Verdict } from './bar.ts';
import { judgeAll } from './index.ts';

const cannot = { status: 'cannot', reason: 'no means' } as const;

/** A run of the GRU with these cells, in which tfjs computed on that adapter. */
function results(cells: Readonly<Record<string, Cell>>, adapterOfTfjs = 'a card'): Results {
  const onWebGpu = (id: string, adapter: string) =>
    contestantResult(id, { device: 'webgpu', configuration: { adapter } });
  const contestants = [
    onWebGpu('rondo-webgpu', 'a card'),
    contestantResult('rondo'),
    onWebGpu('jax-js-webgpu', 'a card'),
    onWebGpu('tfjs-webgpu', adapterOfTfjs),
  ];
  return resultsOf(contestants, [workloadResult('gru_fb', cells)]);
}

function verdicts(from: Results): Verdict[] {
  return judgedOnly(judgeAll(from)).judged;
}

describe('the bars of a run with --webgpu', () => {
  // The time of the process says nothing about the device's.
  const cells = (own: number): Record<string, Cell> => ({
    'rondo-webgpu': timedCell(own, 1),
    'jax-js-webgpu': timedCell(33, 1),
    'tfjs-webgpu': timedCell(60, 1),
  });

  it('count wall time beside the better peer, and say on what', () => {
    const [verdict, ...others] = verdicts(results(cells(10)));
    expect(others).toEqual([]);
    expect(verdict).toMatchObject({ verdict: 'PASS', wanted: '≥ 3' });
    expect(verdict!.measured).toBe('3.3 (jax-js-webgpu 33 ms / rondo-webgpu 10 ms; on a card)');
    expect(verdicts(results(cells(11.1)))).toMatchObject([{ verdict: 'FAIL' }]);
  });

  it('need an answer of each peer', () => {
    const some = { ...cells(10), 'tfjs-webgpu': cannot };
    expect(verdicts(results(some))).toMatchObject([{ verdict: 'PASS' }]);
    const { 'tfjs-webgpu': _left, ...without } = cells(10);
    expect(verdicts(results(without))).toMatchObject([
      { verdict: 'NOT MEASURED', measured: 'tfjs-webgpu did not run gru_fb' },
    ]);
  });

  it('are not measured across adapters', () => {
    expect(verdicts(results(cells(10), 'another'))).toMatchObject([
      {
        verdict: 'NOT MEASURED',
        measured: 'they computed on different adapters: a card, another',
      },
    ]);
  });

  it('are no business of a run on the processor', () => {
    const onProcessor = resultsOf(
      [contestantResult('rondo')],
      [workloadResult('gru_fb', { rondo: timedCell(10) })],
    );
    expect(verdicts(onProcessor).filter(({ name }) => name.includes('WebGPU'))).toEqual([]);
  });
});
