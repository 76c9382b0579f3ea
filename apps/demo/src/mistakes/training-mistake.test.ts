import { DataError } from '@rondo/data';
import { TrainingError } from '@rondo/training';
import { expect, it } from 'vitest';
import { Mistake } from './mistake.ts';
import { trainingMistake } from './training-mistake.ts';

it('knows numbers and memory that ended a training, and nothing else', () => {
  const diverged = new Mistake('diverged');
  expect(trainingMistake(new TrainingError('x', { loss: Number.NaN }))).toEqual(diverged);
  expect(trainingMistake(new TrainingError('x', { kind: 'parameter' }))).toEqual(diverged);
  expect(trainingMistake(new DataError('x', { loss: Infinity }))).toEqual(diverged);
  const noMemory = new Mistake('noMemory');
  expect(trainingMistake(new TrainingError('x', { cause: 'x' }))).toEqual(noMemory);
  for (const other of [new TypeError('x'), new DataError('x', { words: 3 }), 'x']) {
    expect(trainingMistake(other)).toBe(other);
  }
});
