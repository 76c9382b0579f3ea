/** A text that the browser remembers between visits, where it may. */
export interface Stored {
  get(): string | null;
  /** Null forgets it. */
  set(value: string | null): void;
}

/** Browsers may refuse to remember anything; the page then works without. */
export function stored(key: string): Stored {
  return {
    get: () => quietly(() => localStorage.getItem(key)) ?? null,
    set: (value) => {
      quietly(() => {
        if (value === null) localStorage.removeItem(key);
        else localStorage.setItem(key, value);
      });
    },
  };
}

function quietly<Value>(use: () => Value): Value | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
