import { describe, expect, it } from 'vitest';
import { workOf } from './work.ts';
import { workloads } from './workloads.ts';

const operations = (name: string): number => {
  const work = workOf(workloads.find((workload) => workload.name === name)!);
  return 'operations' in work ? work.operations : NaN;
};

describe('the workloads', () => {
  it('have names of their own', () => {
    const names = workloads.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(workloads.map((workload) => [workload.name, workload] as const))(
    '%s numbers its tensors and survives JSON',
    (_name, workload) => {
      const { tensors } = workload;
      expect(tensors.map(({ seed }) => seed)).toEqual(tensors.map((_, i) => i + 1));
      expect(new Set(tensors.map(({ name }) => name)).size).toBe(tensors.length);
      expect(JSON.parse(JSON.stringify(workload))).toEqual(workload);
    },
  );

  it('need the arithmetic that the literature of the jobs states', () => {
    expect(operations('gemm_1024x1024x1024')).toBe(2 ** 31);
    expect(operations('gru_fwd') / 1e9).toBeCloseTo(1.61, 2);
    expect(operations('gru_fb')).toBe(3 * operations('gru_fwd'));
    expect(operations('enc_fwd') / 1e9).toBeCloseTo(1.64, 1);
    expect(operations('s2s_step') / 1e9).toBeCloseTo(35.4, 0);
  });
});
