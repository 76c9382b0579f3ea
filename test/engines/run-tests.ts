import { type File, startTests, type Task, type VitestRunner } from '@vitest/runner';
import type { CpuDescription } from '../../packages/backend-cpu/src/index.ts';
import { configurationInForce } from '../../packages/backend-cpu/test/configured.ts';
import { manualSeed } from '../../packages/tensor/src/index.ts';
import { checkLeaks } from '../check-leaks.ts';
import { chooseBackend } from './backend-cpu.ts';

/** What came of a run. */
export interface TestReport {
  readonly passed: number;
  readonly failures: readonly string[];
  /** The backend that the tests used. */
  readonly backend: CpuDescription | undefined;
}

/** Runs test files, by path, one after the other in this thread, each with the configured backend. */
export async function runTests(
  files: Readonly<Record<string, () => Promise<unknown>>>,
): Promise<TestReport> {
  let backend: CpuDescription | undefined;
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
      testTimeout: 60_000,
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
      chooseBackend();
      manualSeed(0);
      return files[path]!();
    },
    async onBeforeTryTask() {
      backend = (await configurationInForce()).at(-1) ?? backend;
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
