import { type Assignment, serve } from './serve.ts';

interface NodePort {
  once(event: 'message', listener: (assignment: Assignment) => void): void;
}

interface NodeProcess {
  getBuiltinModule?(name: string): { readonly parentPort: NodePort } | undefined;
}

/** Serves in a browser. Node ends a worker that waits for nothing; a browser is told. */
function serveInBrowser({ data }: MessageEvent<Assignment>): void {
  serve(data);
  close();
}

/** The whole program of a worker: waits for its assignment, then serves. */
const { process } = globalThis as { process?: NodeProcess };
const port = process?.getBuiltinModule?.('node:worker_threads')?.parentPort;
if (port) port.once('message', serve);
else addEventListener('message', serveInBrowser, { once: true });
