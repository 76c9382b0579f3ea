import { workloads } from '@rondo/workloads';
import { describe, expect, it } from 'vitest';
import { fakeContestant } from '../test/fakes.ts';
import { selected, selectedContestants } from './select.ts';

const names = (terms: string[] | undefined): string[] =>
  selected(workloads, terms).map(({ name }) => name);

describe('selected', () => {
  it('takes names by their beginnings, kinds, or all', () => {
    expect(names(['gru', 'adam'])).toEqual(['gru_fwd', 'gru_fb', 'adam']);
    expect(names(['recurrent'])).toContain('bigru_fb');
    expect(names(undefined)).toHaveLength(workloads.length);
  });

  it('refuses what selects nothing', () => {
    expect(() => names(['gru', 'gemmm'])).toThrow("no workload begins with 'gemmm'");
  });
});

describe('selectedContestants', () => {
  const all = ['torch', 'torch-t2', 'tfjs-wasm'].map((id) => fakeContestant(id));
  const ids = (wanted: string[] | undefined): string[] =>
    selectedContestants(all, wanted).map(({ id }) => id);

  it('takes an id with any number of threads, one of them, none or all', () => {
    expect(ids(['torch'])).toEqual(['torch', 'torch-t2']);
    expect(ids(['torch-t2'])).toEqual(['torch-t2']);
    expect(ids(['none'])).toEqual([]);
    expect(ids(undefined)).toHaveLength(3);
  });

  it('refuses who is not there', () => {
    expect(() => ids(['pytorch'])).toThrow("no contestant 'pytorch'");
  });
});
