import { signal } from '@preact/signals';
import { expect, it } from 'vitest';
import type { RunBackend } from '../protocol.ts';
import { learningFirst, learnsOn, tellOfRun, underWay } from './learning-runs.ts';

const runOf = (page: string) => {
  const run = {
    page,
    isLearning: signal(false),
    backend: signal<RunBackend | undefined>(undefined),
    step: signal(0),
    totalSteps: signal(300),
  };
  tellOfRun(run);
  return run;
};

it('tells where runs learn, and how far the one of this page is before others', () => {
  expect(learningFirst('words')).toBeUndefined();
  const [first, second] = [runOf('translate'), runOf('words')];
  expect([learnsOn('translate'), learnsOn('words')]).toEqual([false, false]);
  first.isLearning.value = true;
  first.step.value = 299;
  expect([learnsOn('translate'), learnsOn('words')]).toEqual([true, false]);
  expect(learningFirst('words')).toEqual({ page: 'translate', percent: 99 });
  second.isLearning.value = true;
  expect(learningFirst('words')).toEqual({ page: 'words', percent: 0 });
  expect(learningFirst('')).toEqual({ page: 'translate', percent: 99 });
  first.isLearning.value = false;
  expect(learnsOn('translate')).toBe(false);
  expect(underWay.value).toEqual([]);
  second.backend.value = { name: 'threads', words: 'CPU × 2' };
  expect(underWay.value).toEqual([{ page: 'words', name: 'threads', words: 'CPU × 2' }]);
});
