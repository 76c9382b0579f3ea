import { type Assignment, serve } from './serve.ts';

interface NodePort {
  once(event: 'message', listener: (assignment: Assignment) => void): void;
}

interface NodeProcess {
  getBuiltinModule?(name: string): { readonly parentPort: NodePort } | undefined;
}

/** The whole program of a worker: waits for its assignment, then serves. */
const { process } = globalThis as { process?: NodeProcess };
const port = process?.getBuiltinModule?.('node:worker_threads')?.parentPort;
if (port) port.once('message', serve);
else
  addEventListener('message', ({ data }: MessageEvent<Assignment>) => serve(data), { once: true });
