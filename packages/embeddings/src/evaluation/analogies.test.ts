import { cpu } from '@rondo/backend-cpu';
import { DataError } from '@rondo/data';
import { memory, useBackend } from '@rondo/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cosine } from '../neighbours/cosine.ts';
import { Neighbours } from '../neighbours/neighbours.ts';
import { WordVectors } from '../vectors/word-vectors.ts';
import { analogies } from './analogies.ts';
import { parseAnalogyQuestions } from './analogy-questions.ts';
import { evaluateAnalogies } from './evaluate-analogies.ts';

/** Countries and capitals: one dimension each for the place, one for what it is; and words that mean little. */
const places = ['greece', 'norway', 'peru'];
const capitals = ['athens', 'oslo', 'lima'];
const words = [...places, ...capitals, 'noise', 'more'];
const rows = [
  [1, 0, 0, 0.2, 0.1],
  [0, 1, 0, 0.2, 0],
  [0, 0, 1, 0.2, 0],
  [1, 0, 0, 1.2, 0],
  [0, 1, 0, 1.2, 0.1],
  [0, 0, 1, 1.2, 0],
  [0.3, 0.3, -0.3, 0.1, 3],
  [-1, -1, 0.5, 0.1, 0.4],
];
const vectors = new WordVectors(words, 5, Float32Array.from(rows.flat()));

let neighbours: Neighbours;
beforeAll(() => {
  useBackend(cpu());
  neighbours = new Neighbours(vectors);
});
afterAll(() => {
  neighbours.dispose();
});

const unit = (word: string): number[] => {
  const row = [...vectors.vectorOf(word)];
  const length = Math.hypot(...row);
  return row.map((value) => value / length);
};

/** The definitions, in plain numbers. */
const byDefinition = {
  '3CosAdd': (a: string, b: string, c: string, d: string) => {
    const [x, y, z] = [unit(a), unit(b), unit(c)];
    return cosine(
      x.map((value, i) => y[i]! - value + z[i]!),
      unit(d),
    );
  },
  '3CosMul': (a: string, b: string, c: string, d: string) => {
    const shifted = (word: string): number => (1 + cosine(unit(word), unit(d))) / 2;
    return (shifted(b) * shifted(c)) / (shifted(a) + 0.001);
  },
};

describe.each(['3CosAdd', '3CosMul'] as const)('%s', (method) => {
  it('finds what completes the analogy, never a word of the question', async () => {
    const questions = [
      ['greece', 'athens', 'norway'],
      ['oslo', 'norway', 'lima'],
    ] as const;
    const [oslo, peru] = await analogies(neighbours, questions, 10, { method });
    expect(oslo![0]!.word).toBe('oslo');
    expect(peru![0]!.word).toBe('peru');
    expect(oslo!.map(({ word }) => word).toSorted()).toEqual(
      words.filter((word) => !(questions[0] as readonly string[]).includes(word)).toSorted(),
    );
  });

  it('scores as it is defined', async () => {
    const [a, b, c] = ['greece', 'noise', 'lima'] as const;
    const [found] = await analogies(neighbours, [[a, b, c]], 5, { method });
    const wanted = found!.map(({ word }) => byDefinition[method](a, b, c, word));
    expect(wanted).toEqual(wanted.toSorted((x, y) => y - x));
    for (const [i, { similarity }] of found!.entries())
      expect(similarity).toBeCloseTo(wanted[i]!, 5);
  });

  it('is told by group, with the questions that have unknown words', async () => {
    const groups = parseAnalogyQuestions(`: capitals
greece athens norway oslo
norway oslo peru lima
norway oslo peru santiago
peru lima greece noise

: none known
a b c d
`);
    const told = await evaluateAnalogies(neighbours, groups, { method });
    expect(told).toEqual({
      questions: 5,
      unknown: 2,
      correct: 2,
      accuracy: 2 / 3,
      groups: [
        { name: 'capitals', questions: 4, unknown: 1, correct: 2, accuracy: 2 / 3 },
        { name: 'none known', questions: 1, unknown: 1, correct: 0, accuracy: Number.NaN },
      ],
    });
  });
});

it('normalises the words of questions', async () => {
  const groups = parseAnalogyQuestions('Greece Athens Norway Oslo\r\n');
  expect(await evaluateAnalogies(neighbours, groups)).toMatchObject({ unknown: 1 });
  const normalize = (word: string): string => word.toLowerCase();
  expect(await evaluateAnalogies(neighbours, groups, { normalize })).toMatchObject({
    unknown: 0,
    accuracy: 1,
  });
});

it('refuses unknown words, and files that are none of questions', async () => {
  const mistaken: object = { metod: '3CosMul' };
  const question = [['greece', 'athens', 'peru']] as const;
  await expect(analogies(neighbours, question, 1, mistaken)).rejects.toThrow(
    "did you mean 'method'?",
  );
  await expect(evaluateAnalogies(neighbours, [], mistaken)).rejects.toThrow(
    "did you mean 'method'?",
  );
  await expect(analogies(neighbours, [['greece', 'atens', 'peru']])).rejects.toThrow(
    /'atens' .*did you mean 'athens'/,
  );
  expect(() => parseAnalogyQuestions('a b c d\na b c\n', 'q.txt')).toThrow(
    'q.txt, line 2: expected four words, or ": " and the name of a group, received "a b c"',
  );
  expect(() => parseAnalogyQuestions(': group\n', 'q.txt')).toThrow(
    'q.txt: there are no questions',
  );
});

describe('evaluateAnalogies', () => {
  const groups = parseAnalogyQuestions('Greece Athens Norway Oslo\nGREECE ATHENS PERU LIMA\n');
  const cased = new WordVectors(
    ['Greece', 'NORWAY', 'peru', 'Athens', 'oslo', 'LIMA', 'greece', 'Oslo'],
    5,
    vectors.numbers.slice(),
  );

  it('takes words as one that differ in case only, the first of them', async () => {
    const own = new Neighbours(cased);
    const held = memory();
    const plain = await evaluateAnalogies(own, groups);
    expect(plain).toMatchObject({ questions: 2, unknown: 2 });
    const folded = await evaluateAnalogies(own, groups, { caseInsensitive: true });
    expect(folded).toMatchObject({ questions: 2, unknown: 0, correct: 2, accuracy: 1 });
    expect(memory()).toEqual(held);
    own.dispose();
  });

  it('knows the first words only, where it is told so', async () => {
    const own = new Neighbours(cased);
    const options = { caseInsensitive: true, restrictVocab: 5 };
    expect(await evaluateAnalogies(own, groups, options)).toMatchObject({ unknown: 1, correct: 1 });
    for (const restrictVocab of [0, 2.5]) {
      await expect(evaluateAnalogies(own, groups, { restrictVocab })).rejects.toThrow(DataError);
    }
    own.dispose();
  });
});
