import { cpu } from '@rondo/backend-cpu';
import { useBackend } from '@rondo/tensor';
import { addAbortSignal } from 'node:stream';
import { exitCode } from './errors.ts';
import type { Io, Output, StopRequest } from './io.ts';
import { StreamOutput, type OutputError } from './stream-output.ts';

/** The outside world of this process. */
export function processIo(): Io {
  let failure: OutputError | undefined;
  const stops = new Set<AbortController>();
  const out = new StreamOutput(process.stdout, 'standard output', (error) => {
    failure = error;
    for (const stop of stops) stop.abort();
  });
  return {
    out,
    err: bestEffort(new StreamOutput(process.stderr, 'standard error', () => undefined)),
    flush: () => out.flush(),
    input: {
      bytes: (signal) => addAbortSignal(signal, process.stdin),
      isTerminal: process.stdin.isTTY,
    },
    folder: process.cwd(),
    debug: (process.env['RONDO_DEBUG'] ?? '') !== '',
    chooseBackend: (threads) => useBackend(cpu({ threads })),
    openWebGpu: async (options) => {
      // Only where it is asked for.
      const { webgpu } = await import('@rondo/backend-webgpu');
      const backend = await webgpu(options);
      const { isSoftware, description, architecture } = backend.describe().adapter;
      return { backend, imitatedBy: isSoftware ? description || architecture : undefined };
    },
    listenForStop: () => listenForStop(stops, failure !== undefined),
  };
}

/** Progress and messages that nobody reads are no reason to stop. */
function bestEffort({ write, isTerminal, columns }: Output): Output {
  return {
    isTerminal,
    columns,
    write: (text) => {
      try {
        write(text);
      } catch {
        // There is no other place to say so.
      }
    },
  };
}

/** The first Ctrl-C (or SIGTERM) aborts the signal, the second ends the process. */
function listenForStop(stops: Set<AbortController>, isDue: boolean): StopRequest {
  const controller = new AbortController();
  if (isDue) controller.abort();
  stops.add(controller);
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(exitCode.interrupted);
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    release: () => {
      stops.delete(controller);
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
