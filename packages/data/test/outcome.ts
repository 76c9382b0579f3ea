import { DataError } from '../src/errors.ts';

/** What an action with damaged data may end in. */
export const orderly = ['done', 'DataError'];

/** How an action ends: 'done', 'DataError', or another error's name and words. */
export function outcome(action: () => void): string {
  try {
    action();
    return 'done';
  } catch (error) {
    return nameOf(error);
  }
}

/** The same for an action that takes time. */
export async function outcomeOf(action: () => Promise<void>): Promise<string> {
  try {
    await action();
    return 'done';
  } catch (error) {
    return nameOf(error);
  }
}

function nameOf(error: unknown): string {
  return error instanceof DataError ? 'DataError' : String(error);
}
