import { Random } from '@rondo/data';
import { describe, expect, it } from 'vitest';
import { tasks } from './learn-settings.ts';
import { channels, lengthOf, noAnswer, numbersOf, sequenceOf } from './sequences.ts';

const some = (task: (typeof tasks)[number], delay: number) => {
  const random = new Random(7, delay);
  return Array.from({ length: 20 }, () => sequenceOf({ task, delay }, random));
};

describe('sequences', () => {
  it('ask for the first bit after the noise', () => {
    for (const { signs, answers } of some('remember', 5)) {
      expect(signs.slice(1)).toEqual(['noise', 'noise', 'noise', 'noise', 'question']);
      expect(answers.slice(0, -1).every((answer) => answer === undefined)).toBe(true);
      expect(answers[5]).toBe(signs[0]);
    }
    expect(some('remember', 1)[0]!.signs).toHaveLength(2);
  });

  it('ask for every bit some steps later', () => {
    for (const { signs, answers } of some('echo', 3)) {
      expect(answers.slice(0, 3)).toEqual([undefined, undefined, undefined]);
      expect(answers.slice(3)).toEqual(signs.slice(0, -3));
    }
  });

  it('ask whether the bits so far have an odd sum', () => {
    for (const { signs, answers } of some('parity', 9)) {
      const ones = (t: number): number => signs.slice(0, t + 1).filter((sign) => sign === 1).length;
      expect(answers).toEqual(signs.map((_, t) => ones(t) % 2));
    }
  });

  it('are both bits about as often', () => {
    for (const task of tasks) {
      const given = some(task, 10).flatMap(({ answers }) => answers.filter((a) => a !== undefined));
      const share = given.filter((answer) => answer === 1).length / given.length;
      expect(share).toBeGreaterThan(0.2);
      expect(share).toBeLessThan(0.8);
    }
  });

  it('are numbers: a bit, noise or the question in a channel of its own', () => {
    const sequences = some('remember', 4);
    const { x, answers } = numbersOf(sequences, new Random(1));
    const length = lengthOf({ task: 'remember', delay: 4 });
    for (const [n, { signs }] of sequences.entries()) {
      const at = (t: number): number[] =>
        Array.from(x.slice((n * length + t) * channels, (n * length + t + 1) * channels));
      expect(at(0)).toEqual([signs[0] === 1 ? 1 : -1, 0, 0]);
      expect(at(4)).toEqual([0, 0, 1]);
      expect(at(2)[0]).toBe(0);
      expect(Math.abs(at(2)[1]!)).toBe(1);
      expect(Array.from(answers.slice(n * length, (n + 1) * length))).toEqual([
        ...Array.from({ length: 4 }, () => noAnswer),
        signs[0],
      ]);
    }
  });
});
