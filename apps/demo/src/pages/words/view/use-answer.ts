import { useEffect, useState } from 'preact/hooks';
import type { AtStep } from '../worker/protocol.ts';

/** An answer that is asked for, or why there is none. */
export interface Answered<Output> {
  readonly answer: Output | undefined;
  /** Steps that the model had taken. */
  readonly step: number | undefined;
  readonly fault: unknown;
}

const nothing = { answer: undefined, step: undefined, fault: undefined };

/** Asks anew whenever one of `when` has changed, and keeps the last answer until the next one is there; `ask` gives nothing where nothing can be asked. */
export function useAnswer<Output>(
  ask: () => Promise<AtStep<Output>> | undefined,
  when: readonly unknown[],
): Answered<Output> {
  const [answered, setAnswered] = useState<Answered<Output>>(nothing);
  useEffect(() => {
    const asked = ask();
    if (!asked) {
      setAnswered(nothing);
      return undefined;
    }
    let isWanted = true;
    asked.then(
      (found) => isWanted && setAnswered({ ...found, fault: undefined }),
      (error: unknown) => isWanted && setAnswered({ ...nothing, fault: error }),
    );
    return () => {
      isWanted = false;
    };
  }, when);
  return answered;
}
