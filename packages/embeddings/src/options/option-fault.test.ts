import { DataError } from '@rondo/data';
import { expect, it } from 'vitest';
import { embeddingConfig } from '../training/config.ts';
import { twoTowerConfig } from '../two-tower/config.ts';

it.each([
  [{ windw: 3 }, "windw: unknown key; did you mean 'window'?"],
  [{ colour: 1 }, /^colour: unknown key; known: architecture, objective, dimensions, /],
  [
    { architecture: 'cbw' },
    `architecture: expected skipGram, cbow, received "cbw"; did you mean 'cbow'?`,
  ],
  [{ epochs: 0 }, 'epochs: expected >=1, received 0'],
  [{ window: 1.5 }, 'window: expected a whole number, received 1.5'],
  [{ racing: 1 }, 'racing: expected true or false, received 1'],
  [{ subsample: Infinity }, 'subsample: expected a finite number, received Infinity'],
  [{ learningRate: '1' }, 'learningRate: expected a number, received "1"'],
])('says once what is wrong with %j', (options, fault) => {
  expect(() => embeddingConfig(options as object)).toThrow(DataError);
  const { facts, message } = refusal(() => embeddingConfig(options as object));
  const [only, ...more] = facts['faults'] as string[];
  expect(more).toEqual([]);
  expect(only).toMatch(fault);
  expect(message).toBe(`these options do not fit: ${only}`);
});

function refusal(make: () => unknown): DataError {
  try {
    make();
  } catch (error) {
    return error as DataError;
  }
  throw new Error('nothing was refused');
}

it('lists all faults, and whose options they are of', () => {
  const options = { items: 0, dimension: 3, hidden: [4, 0] };
  expect(() => twoTowerConfig(options as never)).toThrow(
    "TwoTower: these options do not fit: items: expected >=1, received 0; hidden.1: expected >=1, received 0; dimension: unknown key; did you mean 'dimensions'?",
  );
});
