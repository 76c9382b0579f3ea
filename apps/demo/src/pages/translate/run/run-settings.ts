import { carried, teller, whole } from '../../../route/settings.ts';

/** What is learned. */
export const tasks = ['dates', 'reverse', 'addition', 'own'] as const;
export type Task = (typeof tasks)[number];

/** What learns. */
export const models = ['attention', 'plain', 'transformer'] as const;
export type ModelName = (typeof models)[number];

export const sizes = [32, 64, 128] as const;
export const layerCounts = [1, 2, 3] as const;
export const epochRange = { least: 1, most: 1000 };

/** What a person chooses before a run. */
export interface RunSettings {
  readonly task: Task;
  readonly model: ModelName;
  /** Units of each layer. */
  readonly size: number;
  readonly layers: number;
  /** How often all training pairs are seen. */
  readonly epochs: number;
  readonly seed: number;
  /** Whether the same model without attention learns beside it. */
  readonly isCompared: boolean;
}

/** Enough to learn the task well. */
const usualEpochs: Readonly<Record<Task, Readonly<Record<ModelName, number>>>> = {
  dates: { attention: 1, plain: 2, transformer: 2 },
  reverse: { attention: 3, plain: 5, transformer: 5 },
  addition: { attention: 4, plain: 4, transformer: 6 },
  own: { attention: 15, plain: 15, transformer: 20 },
};

export function usualSettings(task: Task, model: ModelName): RunSettings {
  const layers = model === 'transformer' ? 2 : 1;
  const epochs = usualEpochs[task][model];
  return { task, model, size: 64, layers, epochs, seed: 1, isCompared: false };
}

/** The settings when another task or model is chosen. */
export function withChoice(
  settings: RunSettings,
  { task = settings.task, model = settings.model }: Partial<Pick<RunSettings, 'task' | 'model'>>,
): RunSettings {
  const before = usualSettings(settings.task, settings.model);
  const chosen = carried(settings, { before, after: usualSettings(task, model) });
  return { ...chosen, isCompared: chosen.isCompared && model === 'attention' };
}

/** What the address tells: only what is not as usual. */
export function queryOf(settings: RunSettings): Record<string, string | undefined> {
  const usual = usualSettings(settings.task, settings.model);
  const told = teller(settings, usual);
  return {
    task: settings.task === 'dates' ? undefined : settings.task,
    model: settings.model === 'attention' ? undefined : settings.model,
    size: told('size'),
    layers: told('layers'),
    epochs: told('epochs'),
    seed: told('seed'),
    compare: settings.isCompared ? 'yes' : undefined,
  };
}

/** The settings of an address; what cannot be read is as usual. */
export function settingsOf(query: Readonly<Record<string, string>>): RunSettings {
  const task = tasks.find((known) => known === query['task']) ?? 'dates';
  const model = models.find((known) => known === query['model']) ?? 'attention';
  const usual = usualSettings(task, model);
  return {
    ...usual,
    size: sizes.find((size) => size === Number(query['size'])) ?? usual.size,
    layers: layerCounts.find((count) => count === Number(query['layers'])) ?? usual.layers,
    epochs: whole(query['epochs'], 1, epochRange.most) ?? usual.epochs,
    seed: whole(query['seed'], 1, 1e6) ?? usual.seed,
    isCompared: query['compare'] === 'yes' && model === 'attention',
  };
}
