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
  const refused = (): unknown => embeddingConfig(options as object);
  expect(refused).toThrow(DataError);
  try {
    refused();
  } catch (error) {
    const { facts, message } = error as DataError;
    const [only, ...more] = facts['faults'] as string[];
    expect(more).toEqual([]);
    expect(only).toMatch(fault);
    expect(message).toBe(`these options do not fit: ${only}`);
  }
});

it('lists all faults, and whose options they are of', () => {
  const options = { items: 0, dimension: 3, hidden: [4, 0] };
  expect(() => twoTowerConfig(options as never)).toThrow(
    "TwoTower: these options do not fit: items: expected >=1, received 0; hidden.1: expected >=1, received 0; dimension: unknown key; did you mean 'dimensions'?",
  );
});
