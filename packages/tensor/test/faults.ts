import { RondoError, scope, type Facts } from '../src/index.ts';

type ErrorClass = new (message: string, facts?: Facts) => RondoError;

/** The facts of the error that `body` throws; fails unless it is one of the given class. */
export function factsOf(kind: ErrorClass, body: () => unknown): Facts {
  try {
    scope(body);
  } catch (error) {
    if (error instanceof kind) return error.facts;
    throw error;
  }
  throw new Error(`expected a ${kind.name}, but nothing was thrown`);
}
