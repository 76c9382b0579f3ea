import { RandomWords } from '../src/index.ts';

/** What the animals do, and what is done to what: a sentence has a verb that fits both. */
export const verbsOf: Readonly<Record<string, readonly string[]>> = {
  小狗: ['舔', '咬', '追'],
  小猫: ['舔', '抓', '追'],
  小鸟: ['啄', '看'],
  老虎: ['咬', '追', '看'],
};
export const verbsFor: Readonly<Record<string, readonly string[]>> = {
  脸: ['舔', '看', '啄'],
  鞋: ['咬', '抓', '啄'],
  球: ['追', '看', '抓'],
  手: ['舔', '咬', '抓', '啄'],
};

const determiners = ['这个', '那个', '我家'];
const adjectives = ['可爱的', '聪明的', '小小的'];
const owners = ['我的', '你的', '妈妈的'];

/** Sentences such as 这个 可爱的 小狗 舔 我的 脸. */
export function petCorpus(seed: number, sentences = 4000): string[][] {
  const random = new RandomWords(seed, 9);
  const pick = (words: readonly string[]): string => words[random.next() % words.length]!;
  const found: string[][] = [];
  while (found.length < sentences) {
    const [animal, thing] = [pick(Object.keys(verbsOf)), pick(Object.keys(verbsFor))];
    const verbs = verbsOf[animal]!.filter((verb) => verbsFor[thing]!.includes(verb));
    if (verbs.length === 0) continue;
    found.push([pick(determiners), pick(adjectives), animal, pick(verbs), pick(owners), thing]);
  }
  return found;
}
