import type { Contradiction } from './contradictions.ts';

const sequenceKeys = ['symbols', 'minLength', 'maxLength'];

/** What a task can be told besides its sizes and seed. */
const ownKeys = {
  copy: sequenceKeys,
  reverse: sequenceKeys,
  sort: sequenceKeys,
  addition: ['digits'],
  dates: ['formats'],
} satisfies Readonly<Record<string, readonly string[]>>;

type TaskName = keyof typeof ownKeys;

export const taskNames = Object.keys(ownKeys) as TaskName[];

const allKeys = new Set(Object.values(ownKeys).flat());

/** Keys that belong to another task. */
export function taskContradictions(options: { readonly task: TaskName }): Contradiction[] {
  const { task } = options;
  return Object.entries(options)
    .filter(([key, value]) => value !== undefined && allKeys.has(key))
    .filter(([key]) => !ownKeys[task].includes(key))
    .map(([key]) => {
      const owners = taskNames.filter((name) => ownKeys[name].includes(key)).join(', ');
      return { key, message: `the task ${task} has no ${key}, it belongs to ${owners}` };
    });
}
