import { exitCode } from './errors.ts';
import type { Io } from './io.ts';

/**
 * Runs work that Ctrl-C may end: its signal is then aborted, and what the work throws is taken for its end.
 * @returns the exit code of the work, or that of an interruption; @throws OutputError where the output takes nothing any more.
 */
export async function stoppable(
  io: Io,
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const { signal, release } = io.listenForStop();
  try {
    return await work(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    // The wish to stop may come from an output that is lost; then that is the reason.
    await io.flush();
    if (!isAbort(error, signal)) throw error;
    return exitCode.interrupted;
  } finally {
    release();
  }
}

function isAbort(error: unknown, signal: AbortSignal): boolean {
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError');
}
