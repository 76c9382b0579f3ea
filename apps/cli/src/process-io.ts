import { cpu } from '@rondo/backend-cpu';
import { useBackend } from '@rondo/tensor';
import { exitCode } from './errors.ts';
import type { Io, Output, StopRequest } from './io.ts';

const assumedColumns = 80;

/** The outside world of this process. */
export function processIo(): Io {
  return {
    out: outputOf(process.stdout),
    err: outputOf(process.stderr),
    input: { bytes: process.stdin, isTerminal: process.stdin.isTTY },
    folder: process.cwd(),
    debug: (process.env['RONDO_DEBUG'] ?? '') !== '',
    chooseBackend: () => useBackend(cpu()),
    listenForStop,
  };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of a pipe has left, as `head` does: nobody is interested in the rest.
    if (error.code === 'EPIPE') process.exit(exitCode.done);
    throw error;
  });
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY,
    columns: () => stream.columns || assumedColumns,
  };
}

/** The first Ctrl-C (or SIGTERM) aborts the signal, the second ends the process. */
function listenForStop(): StopRequest {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(exitCode.interrupted);
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
