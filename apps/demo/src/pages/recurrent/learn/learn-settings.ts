import { teller, whole } from '../../../route/settings.ts';

/** What is learned: to keep one bit, to repeat bits later, to count bits. */
export const tasks = ['remember', 'echo', 'parity'] as const;
type TaskName = (typeof tasks)[number];

export const delays = [1, 2, 3, 5, 10, 20, 40, 80] as const;
export const unitCounts = [4, 8, 16, 32] as const;
export const keepBiases = [-1, 0, 1, 2, 3] as const;

/** What a person chooses before a run. */
export interface LearnSettings {
  readonly task: TaskName;
  /** Steps between what is seen and when it is needed; for parity, how many bits there are. */
  readonly delay: number;
  readonly units: number;
  /** Added to the bias of the gate that keeps the state, before the first step. */
  readonly keepBias: number;
  readonly steps: number;
  readonly seed: number;
}

export const usualLearning: LearnSettings = {
  task: 'remember',
  delay: 20,
  units: 16,
  keepBias: 1,
  steps: 600,
  seed: 1,
};

export const stepRange = { least: 1, most: 20_000 };

/** What the address tells: only what is not as usual. */
export function queryOfLearning(settings: LearnSettings): Record<string, string | undefined> {
  const told = teller(settings, usualLearning);
  return {
    task: told('task'),
    delay: told('delay'),
    units: told('units'),
    forget: told('keepBias'),
    steps: told('steps'),
    start: told('seed'),
  };
}

/** The settings of an address; what cannot be read is as usual. */
export function learningOf(query: Readonly<Record<string, string>>): LearnSettings {
  return {
    task: tasks.find((known) => known === query['task']) ?? usualLearning.task,
    delay: oneOf(delays, query['delay']) ?? usualLearning.delay,
    units: oneOf(unitCounts, query['units']) ?? usualLearning.units,
    keepBias: oneOf(keepBiases, query['forget']) ?? usualLearning.keepBias,
    steps: whole(query['steps'], 1, stepRange.most) ?? usualLearning.steps,
    seed: whole(query['start'], 1, 1e6) ?? usualLearning.seed,
  };
}

/** Settings as a file has them, in JSON; undefined where a person could not have chosen them. */
export function readSettings(json: string): LearnSettings | undefined {
  let read: LearnSettings;
  try {
    read = { ...usualLearning, ...(JSON.parse(json) as Partial<LearnSettings>) };
  } catch {
    return undefined;
  }
  const told = Object.entries(queryOfLearning(read)).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const known = learningOf(Object.fromEntries(told));
  const names = Object.keys(usualLearning) as (keyof LearnSettings)[];
  return names.every((name) => known[name] === read[name]) ? known : undefined;
}

function oneOf(values: readonly number[], text: string | undefined): number | undefined {
  return values.find((value) => String(value) === text);
}
