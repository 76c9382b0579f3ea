/** What is learned: to keep one bit, to repeat bits later, to count bits. */
export const tasks = ['remember', 'echo', 'parity'] as const;
export type TaskName = (typeof tasks)[number];

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

const mostSteps = 20_000;

/** What the address tells: only what is not as usual. */
export function queryOfLearning(settings: LearnSettings): Record<string, string | undefined> {
  const told = (name: keyof LearnSettings): string | undefined =>
    settings[name] === usualLearning[name] ? undefined : String(settings[name]);
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
    steps: whole(query['steps'], mostSteps) ?? usualLearning.steps,
    seed: whole(query['start'], 1e6) ?? usualLearning.seed,
  };
}

function oneOf(values: readonly number[], text: string | undefined): number | undefined {
  return values.find((value) => String(value) === text);
}

/** A whole number from 1 to `most`, if it is one. */
function whole(text: string | undefined, most: number): number | undefined {
  const value = Number(text);
  return text && isStepCount(value) && value <= most ? value : undefined;
}

/** Whether a run may have so many steps. */
export function isStepCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= mostSteps;
}
