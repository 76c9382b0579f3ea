import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { RunBackend } from '../protocol.ts';

/** What the whole site knows of a run, wherever the person is. */
export interface LearningRun {
  /** Of which page it is. */
  readonly page: string;
  readonly isLearning: ReadonlySignal<boolean>;
  /** What computes it while it learns or rests. */
  readonly backend: ReadonlySignal<RunBackend | undefined>;
  readonly step: ReadonlySignal<number>;
  readonly totalSteps: ReadonlySignal<number>;
}

/** Those of pages that have been opened. */
const runs = signal<readonly LearningRun[]>([]);

export function tellOfRun(run: LearningRun): void {
  runs.value = [...runs.peek(), run];
}

const learning = computed(() => runs.value.filter(({ isLearning }) => isLearning.value));

/** Those that learn or rest: they stay on what computes them. */
export const underWay = computed(() =>
  runs.value.flatMap(({ page, backend }) => (backend.value ? [{ page, ...backend.value }] : [])),
);

export function learnsOn(page: string): boolean {
  return learning.value.some((run) => run.page === page);
}

/** The run that learns, that of a page before those of others, and how much of its steps are done, in percent. */
export function learningFirst(
  here: string,
): { readonly page: string; readonly percent: number } | undefined {
  const [run] = learning.value.toSorted(
    (a, b) => Number(b.page === here) - Number(a.page === here),
  );
  if (!run) return undefined;
  const { page, step, totalSteps } = run;
  return { page, percent: Math.floor((100 * step.value) / Math.max(1, totalSteps.value)) };
}
