import { useEffect, useState } from 'preact/hooks';
import type { Look } from '../worker/protocol.ts';
import type { NonLocalRun } from './non-local-run.ts';

/** Milliseconds of rest after which a clip is looked at: strokes come faster than answers. */
const restful = 60;

/** What the model of a run makes of a clip, anew with every test that it had while it learns. */
export function useLook(run: NonLocalRun, pixels: Float32Array, query: number): Look | undefined {
  const [look, setLook] = useState<Look>();
  const facts = run.facts.value;
  const tests = run.accuracies.value.length;
  const phase = run.phase.value;
  useEffect(() => {
    if (!facts) {
      setLook(undefined);
      return undefined;
    }
    let isWanted = true;
    const timer = setTimeout(() => {
      run.call('look', { pixels, query }).then(
        (found) => isWanted && setLook(found),
        (error: unknown) => {
          // A run that was given up meanwhile has nothing to say.
          if (isWanted && run.facts.peek() === facts) run.fault.value = error;
        },
      );
    }, restful);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [run, facts, tests, phase, pixels, query]);
  return look;
}
