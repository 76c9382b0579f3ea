import { workerSource } from '../generated/worker-source.ts';
import type { Assignment } from './serve.ts';

/** A running worker. */
export interface TeamWorker {
  terminate(): unknown;
}

/** Starts a worker and gives it its assignment. */
export type StartWorker = (assignment: Assignment) => TeamWorker;

interface NodeWorker extends TeamWorker {
  postMessage(message: unknown): void;
  unref(): void;
  on(event: 'error', listener: (error: Error) => void): void;
}

/** What is used of a worker in a browser. */
export interface WebWorker extends TeamWorker {
  postMessage(message: unknown): void;
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
}

interface NodeThreads {
  readonly Worker: new (
    source: string,
    options: { eval: true; name: string; execArgv: readonly string[] },
  ) => NodeWorker;
}

interface NodeProcess {
  getBuiltinModule?(name: 'node:worker_threads'): NodeThreads | undefined;
}

function nodeThreads(): NodeThreads | undefined {
  const { process } = globalThis as { process?: NodeProcess };
  return process?.getBuiltinModule?.('node:worker_threads');
}

/** Whether workers are Node's and not those of a page. */
export function hasNodeWorkers(): boolean {
  return nodeThreads() !== undefined;
}

/** A worker that runs the program of this package, which travels as text so that bundlers need not know of it. */
export const startWorker: StartWorker = (assignment) => {
  const threads = nodeThreads();
  if (threads) {
    // What the program preloads is nothing to its workers.
    const options = { eval: true, name: 'rondo', execArgv: [] } as const;
    const worker = new threads.Worker(workerSource, options);
    // A process with nothing left to do exits, whatever its workers wait for.
    worker.unref();
    worker.on('error', ({ message }) => warnOnce(message));
    worker.postMessage(assignment);
    return worker;
  }
  program ??= URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }));
  return assign(new Worker(program, { name: 'rondo' }), assignment);
};

let program: string | undefined;

/** Starts workers that the caller makes, for pages whose content security policy forbids those from text. */
export function startFrom(make: () => WebWorker): StartWorker {
  return (assignment) => assign(make(), assignment);
}

function assign(worker: WebWorker, assignment: Assignment): TeamWorker {
  worker.addEventListener('error', ({ message }) =>
    warnOnce(message ?? 'a worker could not start'),
  );
  worker.postMessage(assignment);
  return worker;
}

let warned = false;

/** Says once that threads are missing; everything is computed all the same. */
export function warnOnce(why: string): void {
  if (warned) return;
  warned = true;
  console.warn(`@rondo/backend-cpu: runs with fewer threads than asked for: ${why}`);
}
