import { bench, describe } from 'vitest';
import { corpusBleu } from './bleu.ts';
import { pairedBootstrap } from './bootstrap.ts';
import { chrf, corpusChrf } from './chrf.ts';
import { corpusTer } from './ter.ts';

/** Sentences of 8 to 31 words, and outputs of which words were replaced, dropped and moved. */
const references = Array.from({ length: 2000 }, (_, i) =>
  Array.from({ length: 8 + (i % 24) }, (_word, k) => `word${(i * 31 + k * k * 17) % 997}`),
);
const hypotheses = references.map((words, i) =>
  [...words.slice(3 + (i % 4), 7), ...words.slice(0, 3), ...words.slice(7)].map((word, k) =>
    (i + k) % 5 === 0 ? 'other' : word,
  ),
);
const [outputs, wanted] = [hypotheses, references].map((segments) =>
  segments.map((words) => words.join(' ')),
) as [string[], string[]];

describe('2,000 sentences of 8 to 31 words', () => {
  bench('BLEU', () => void corpusBleu(outputs, wanted), { iterations: 3 });
  bench('chrF++', () => void corpusChrf(outputs, wanted, { wordOrder: 2 }), { iterations: 3 });
  bench('TER', () => void corpusTer(outputs, wanted), { iterations: 3 });
  bench(
    'chrF++, paired bootstrap of 1,000 samples',
    () => void pairedBootstrap(outputs, wanted, wanted, { metric: chrf({ wordOrder: 2 }) }),
    { iterations: 3 },
  );
});
