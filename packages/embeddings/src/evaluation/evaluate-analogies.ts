import * as v from 'valibot';
import { Neighbours } from '../neighbours/neighbours.ts';
import { checkedOptions } from '../options/option-fault.ts';
import { analogies, analogySchema, type AnalogyMethod, type AnalogyOptions } from './analogies.ts';
import type { AnalogyGroup, AnalogyQuestion } from './analogy-questions.ts';
import { narrowedVectors, type NarrowOptions } from './narrowed-vectors.ts';

export interface AnalogyScore {
  readonly questions: number;
  /** Questions that have a word which the vectors do not have; they are not asked. */
  readonly unknown: number;
  readonly correct: number;
  /** Of the questions that were asked; NaN where none was. */
  readonly accuracy: number;
}

export interface AnalogyEvaluation extends AnalogyScore {
  readonly groups: readonly (AnalogyScore & { readonly name: string })[];
}

export interface EvaluateAnalogiesOptions extends AnalogyOptions, NarrowOptions {
  /** What questions go through before their words are looked up, such as lower case where the vectors have no other. */
  readonly normalize?: (word: string) => string;
}

const schema = v.strictObject({
  ...analogySchema.entries,
  restrictVocab: v.optional(v.number(), Infinity),
  caseInsensitive: v.optional(v.boolean(), false),
  normalize: v.optional(v.function()),
});

/**
 * How many questions are answered right, group by group: the answer is the best of all words but the three of the question. With words
 * left out by `restrictVocab` or taken as one by `caseInsensitive`, neighbours are compared exactly.
 * @throws DataError for an option that does not exist.
 */
export async function evaluateAnalogies(
  neighbours: Neighbours,
  groups: readonly AnalogyGroup[],
  options: EvaluateAnalogiesOptions = {},
): Promise<AnalogyEvaluation> {
  const { method, caseInsensitive } = checkedOptions(schema, options, 'evaluateAnalogies: ');
  const { normalize = (word: string) => word } = options;
  const narrowed = narrowedVectors(neighbours.vectors, options);
  if (narrowed === neighbours.vectors) return evaluated(neighbours, groups, method, normalize);
  const own = new Neighbours(narrowed);
  const folded = (word: string): string => normalize(word).toLowerCase();
  try {
    return await evaluated(own, groups, method, caseInsensitive ? folded : normalize);
  } finally {
    own.dispose();
  }
}

async function evaluated(
  neighbours: Neighbours,
  groups: readonly AnalogyGroup[],
  method: AnalogyMethod,
  normalize: (word: string) => string,
): Promise<AnalogyEvaluation> {
  const scored: (AnalogyScore & { readonly name: string })[] = [];
  for (const { name, questions } of groups) {
    const known = questions
      .map((question) => question.map(normalize) as unknown as AnalogyQuestion)
      .filter((question) => question.every((word) => neighbours.vectors.has(word)));
    const asked = known.map(([a, b, c]) => [a, b, c] as const);
    const answers = await analogies(neighbours, asked, 1, { method });
    const correct = known.filter(([, , , d], i) => answers[i]![0]?.word === d).length;
    scored.push({ name, ...scoreOf(questions.length, questions.length - known.length, correct) });
  }
  const sum = (key: 'questions' | 'unknown' | 'correct'): number =>
    scored.reduce((total, score) => total + score[key], 0);
  return { ...scoreOf(sum('questions'), sum('unknown'), sum('correct')), groups: scored };
}

function scoreOf(questions: number, unknown: number, correct: number): AnalogyScore {
  return { questions, unknown, correct, accuracy: correct / (questions - unknown) };
}
