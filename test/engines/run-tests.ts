import { type File, startTests, type Task, type VitestRunner } from '@vitest/runner';
import { manualSeed } from '../../packages/tensor/src/index.ts';
import { checkLeaks } from '../check-leaks.ts';

/** The backend of a run. */
export interface BackendOfRun<Description> {
  /** Makes it the current one before a file is loaded. */
  readonly choose: () => void;
  /** Its description as soon as tests use it. */
  readonly inForce: () => Promise<Description | undefined>;
}

/** What came of a run. */
export interface TestReport<Description> {
  readonly passed: number;
  readonly failures: readonly string[];
  /** The backend that the tests used. */
  readonly backend: Description | undefined;
}

/** Runs test files, by path, one after the other in this thread, each with the backend of the run. */
export async function runTests<Description>(
  files: Readonly<Record<string, () => Promise<unknown>>>,
  { choose, inForce }: BackendOfRun<Description>,
  testTimeout = 60_000,
): Promise<TestReport<Description>> {
  let backend: Description | undefined;
  const runner: VitestRunner = {
    config: {
      root: '/',
      setupFiles: [],
      name: undefined,
      passWithNoTests: false,
      testNamePattern: undefined,
      allowOnly: false,
      sequence: { seed: 1, hooks: 'stack', setupFiles: 'list' },
      chaiConfig: undefined,
      maxConcurrency: 1,
      testTimeout,
      hookTimeout: 60_000,
      retry: 0,
      includeTaskLocation: undefined,
      tags: [],
      tagsFilter: undefined,
      strictTags: false,
    },
    async importFile(path) {
      // A file meets what a fresh process would show it.
      checkLeaks();
      choose();
      manualSeed(0);
      return files[path]!();
    },
    async onBeforeTryTask() {
      backend = (await inForce()) ?? backend;
    },
  };
  let passed = 0;
  const failures: string[] = [];
  for (const path of Object.keys(files)) {
    // Each file sees what it set up, as it does under vitest.
    for (const file of await startTests([path], runner)) {
      passed += count(file);
      failures.push(...failuresOf(file, path));
    }
  }
  return { passed, failures, backend };
}

function count(task: Task): number {
  if (task.type === 'suite') return task.tasks.reduce((sum, inner) => sum + count(inner), 0);
  return task.result?.state === 'pass' ? 1 : 0;
}

/** The tests below a task that did not pass, with what they said. */
function failuresOf(task: Task | File, path: string): string[] {
  const inner =
    task.type === 'suite'
      ? task.tasks.flatMap((one) => failuresOf(one, `${path} > ${one.name}`))
      : [];
  const { state, errors = [] } = task.result ?? {};
  const skipped = task.type === 'test' && state !== 'pass' && state !== 'fail';
  const own = skipped
    ? ['was not run']
    : errors.map(({ message, stack = '' }) =>
        stack.includes(message) ? stack : `${message}\n${stack}`,
      );
  // A suite fails with its tests.
  return state === 'fail' && task.type === 'test' && own.length === 0
    ? [`${path}: failed`]
    : [...own.map((text) => `${path}: ${text}`), ...inner];
}
