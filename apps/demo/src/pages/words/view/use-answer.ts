import { useEffect, useState } from 'preact/hooks';
import { messageOf } from '../../../app/message-of.ts';

/** An answer that is asked for, or why there is none. */
export interface Answered<Output> {
  readonly answer: Output | undefined;
  readonly fault: string | undefined;
}

/** Asks anew whenever one of `when` has changed, and keeps the last answer until the next one is there; `ask` gives nothing where nothing can be asked. */
export function useAnswer<Output>(
  ask: () => Promise<Output> | undefined,
  when: readonly unknown[],
): Answered<Output> {
  const [answered, setAnswered] = useState<Answered<Output>>({
    answer: undefined,
    fault: undefined,
  });
  useEffect(() => {
    const asked = ask();
    if (!asked) {
      setAnswered({ answer: undefined, fault: undefined });
      return undefined;
    }
    let isWanted = true;
    asked.then(
      (answer) => isWanted && setAnswered({ answer, fault: undefined }),
      (error: unknown) => isWanted && setAnswered({ answer: undefined, fault: messageOf(error) }),
    );
    return () => {
      isWanted = false;
    };
  }, when);
  return answered;
}
