import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { Workspace } from './workspace.ts';

const source = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const manifest = fileURLToPath(new URL('../package.json', import.meta.url));

/** Bundles the command from its sources, so that tests can start it as a program without a build. */
export async function bundleCommand(): Promise<string> {
  const workspace = new Workspace();
  mkdirSync(workspace.path('dist'));
  copyFileSync(manifest, workspace.path('package.json'));
  const bundle = await rolldown({
    input: source,
    platform: 'node',
    external: ['koffi', '@huggingface/tokenizers'],
    resolve: { conditionNames: ['@rondo/source', 'node', 'import', 'default'] },
    logLevel: 'silent',
  });
  const file = workspace.path('dist/main.mjs');
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  await bundle.close();
  return file;
}

/** What a process did. */
interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly printed: string;
  readonly complaint: string;
}

/** A process, what it has said so far, and its end. */
export interface Started {
  readonly process: ChildProcessWithoutNullStreams;
  readonly printed: () => string;
  readonly ended: Promise<Ended>;
}

/** Starts `node <program> …args`. */
export function start(
  program: string,
  args: readonly string[],
  options: { readonly flags?: readonly string[] } = {},
): Started {
  const child = spawn(process.execPath, [...(options.flags ?? []), program, ...args]);
  let printed = '';
  let complaint = '';
  child.stdout.on('data', (data: Buffer) => {
    printed += String(data);
  });
  child.stderr.on('data', (data: Buffer) => {
    complaint += String(data);
  });
  // A process that has ended takes no more input, which is no fault of the test.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, printed, complaint }));
  });
  return { process: child, printed: () => printed, ended };
}
