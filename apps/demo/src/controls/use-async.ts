import { useEffect, useState } from 'preact/hooks';

/**
 * What `compute` resolves to, anew whenever `key` changes; what it was before until then, undefined at first.
 * @throws what it rejects with, where the page shows errors.
 */
export function useAsync<Value>(compute: () => Promise<Value>, key: string): Value | undefined {
  const [value, setValue] = useState<Value>();
  const [fault, setFault] = useState<{ readonly error: unknown }>();
  useEffect(() => {
    let isWanted = true;
    compute().then(
      (found) => isWanted && setValue(() => found),
      (error: unknown) => isWanted && setFault({ error }),
    );
    return () => {
      isWanted = false;
    };
  }, [key]);
  if (fault) throw fault.error;
  return value;
}
