import { RandomWords } from '../src/index.ts';

export interface PlantedCorpus {
  readonly sentences: readonly (readonly string[])[];
  /** The topic of each word. */
  readonly topics: ReadonlyMap<string, number>;
}

const nameOf = (topic: number, word: number): string => `t${topic}w${word}`;

/** Sentences of one topic each: its words in any order, with now and then a word that all topics share. */
export function plantedCorpus(
  seed: number,
  { topics = 6, words = 12, sentences = 2500, length = 9 } = {},
): PlantedCorpus {
  const random = new RandomWords(seed, 77);
  const all = Array.from({ length: sentences }, () => {
    const topic = random.next() % topics;
    return Array.from({ length }, () =>
      random.next() % 5 === 0 ? `the${random.next() % 3}` : nameOf(topic, random.next() % words),
    );
  });
  const places = new Map<string, number>();
  for (let topic = 0; topic < topics; topic++) {
    for (let word = 0; word < words; word++) places.set(nameOf(topic, word), topic);
  }
  return { sentences: all, topics: places };
}
