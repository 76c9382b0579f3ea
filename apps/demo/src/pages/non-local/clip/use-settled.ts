import { useEffect, useState } from 'preact/hooks';

/** Milliseconds after which the address tells what was drawn; browsers refuse to have it changed with every stroke. */
const settled = 400;

/** A value that changes at once, and is told a little later; undefined while what was told is all there is. */
export function useSettled<Value>(
  tell: (value: Value) => void,
): readonly [fresh: Value | undefined, set: (value: Value | undefined) => void] {
  const [fresh, setFresh] = useState<Value>();
  useEffect(() => {
    if (fresh === undefined) return undefined;
    const timer = setTimeout(() => {
      tell(fresh);
      setFresh(undefined);
    }, settled);
    return () => clearTimeout(timer);
  }, [fresh]);
  return [fresh, setFresh];
}
