import { DataError } from '@rondo/data';
import { RondoError } from '@rondo/tensor';

/** What a command returns to the shell. */
export const exitCode = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Something the user can put right; the message says how. */
export class CliError extends Error {
  override readonly name: string = 'CliError';
  readonly exitCode: number = exitCode.failed;

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

/** A command line that makes no sense. */
export class UsageError extends CliError {
  override readonly name = 'UsageError';
  override readonly exitCode = exitCode.usage;
}

/** Whether an error was made on purpose, with a message for the user. */
function isExpected(error: unknown): error is Error {
  return error instanceof CliError || error instanceof RondoError || error instanceof DataError;
}

/** An error as the user sees it: one message, and with `debug` the stack. */
export function describeError(error: unknown, debug: boolean): string {
  const fault = error instanceof Error ? error : new Error(String(error));
  const hint = isExpected(error)
    ? ''
    : '\nThis is a fault in the program itself; please report it, with what RONDO_DEBUG=1 shows.';
  return `error: ${fault.message}${hint}\n${debug ? `${fault.stack ?? ''}\n` : ''}`;
}

/** Runs `work`; an expected error gets the place put before its message. */
export async function atPlace<T>(place: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isExpected(error)) throw new CliError(`${place}: ${error.message}`, error);
    throw error;
  }
}
