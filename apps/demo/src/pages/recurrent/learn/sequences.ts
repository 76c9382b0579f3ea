import type { Random } from '@rondo/data';
import type { LearnSettings } from './learn-settings.ts';

/** What stands at a step of a sequence: a bit, noise, or the question for the bit. */
export type Sign = 0 | 1 | 'noise' | 'question';

/** One sequence of a task. */
export interface Sequence {
  readonly signs: readonly Sign[];
  /** The answer at each step; undefined where none is asked for. */
  readonly answers: readonly (0 | 1 | undefined)[];
}

type Task = Pick<LearnSettings, 'task' | 'delay'>;

/** Numbers of each step: the bit as −1 or 1, noise of the same kind, 1 where the bit is asked for. */
export const channels = 3;

/** Marks steps without an answer. */
export const noAnswer = -100;

/** Steps of each sequence. */
export function lengthOf({ task, delay }: Task): number {
  // What is echoed goes on for a while, so that every sequence teaches more than one bit.
  return { remember: delay + 1, echo: delay + 10, parity: delay }[task];
}

/** A random sequence of a task. */
export function sequenceOf({ task, delay }: Task, random: Random): Sequence {
  const length = lengthOf({ task, delay });
  const steps = Array.from({ length }, (_, t) => t);
  const bits = steps.map(() => random.integer(2) as 0 | 1);
  if (task === 'remember') {
    const middle = (t: number): Sign => (t === delay ? 'question' : 'noise');
    return {
      signs: steps.map((t) => (t === 0 ? bits[0]! : middle(t))),
      answers: steps.map((t) => (t === delay ? bits[0]! : undefined)),
    };
  }
  if (task === 'echo') return { signs: bits, answers: steps.map((t) => bits[t - delay]) };
  let sum = 0;
  return { signs: bits, answers: bits.map((bit) => ((sum += bit) % 2) as 0 | 1) };
}

/** Sequences as numbers `[N, L, 3]`, and what is asked for `[N·L]`. */
export function numbersOf(
  sequences: readonly Sequence[],
  random: Random,
): { readonly x: Float32Array; readonly answers: Int32Array } {
  const length = sequences[0]!.signs.length;
  const x = new Float32Array(sequences.length * length * channels);
  const answers = new Int32Array(sequences.length * length);
  for (const [n, { signs, answers: wanted }] of sequences.entries()) {
    for (const [t, sign] of signs.entries()) {
      const at = n * length + t;
      if (sign === 'noise') x[at * channels + 1] = signOf(random.integer(2));
      else if (sign === 'question') x[at * channels + 2] = 1;
      else x[at * channels] = signOf(sign);
      answers[at] = wanted[t] ?? noAnswer;
    }
  }
  return { x, answers };
}

function signOf(bit: number): number {
  return 2 * bit - 1;
}
