import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseAnalogyQuestions } from './analogy-questions.ts';
import { parseSimilarityPairs } from './similarity-pairs.ts';

const data = new URL('../../../../../shared/data/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, data), 'utf8');

it('reads the questions of word2vec', () => {
  const groups = parseAnalogyQuestions(read('google-analogy/questions-words.txt'));
  expect(groups).toHaveLength(14);
  expect(groups[0]!.name).toBe('capital-common-countries');
  expect(groups[0]!.questions[0]).toEqual(['Athens', 'Greece', 'Baghdad', 'Iraq']);
  const count = groups.reduce((sum, { questions }) => sum + questions.length, 0);
  expect(count).toBe(19_544);
  expect(parseAnalogyQuestions(read('google-analogy/questions-phrases.txt')).length).toBe(5);
});

it('reads what people say of pairs of words', () => {
  const names = readdirSync(new URL('word-similarity/', data)).filter((name) =>
    name.endsWith('.txt'),
  );
  expect(names).toHaveLength(13);
  for (const name of names) {
    const wanted = Number(/-(\d+)(k?)/u.exec(name)?.[1] ?? 0);
    const pairs = parseSimilarityPairs(read(`word-similarity/${name}`), name);
    expect(pairs.length).toBeGreaterThan(wanted < 10 ? 100 : wanted / 2);
  }
  expect(parseSimilarityPairs(read('word-similarity/EN-WS-353-ALL.txt'))).toHaveLength(353);
  expect(parseSimilarityPairs(read('word-similarity/EN-SIMLEX-999.txt'))).toHaveLength(999);
});
