import { recorders, withRecorders, type SynchronousOnly } from '@rondo/tensor';
import { Tape } from './tape.ts';

/** Runs `body` without recording gradients: its results are constants. */
export function noGrad<T>(body: () => T, ...guard: SynchronousOnly<T>): T;
export function noGrad<T>(body: () => T, ..._guard: readonly unknown[]): T {
  return withRecorders(
    recorders().filter((recorder) => !(recorder instanceof Tape)),
    body,
  );
}
