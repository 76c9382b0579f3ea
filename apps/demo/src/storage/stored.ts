/** A text that the browser remembers, where it may. */
export interface Stored {
  get(): string | null;
  /** Null forgets it. */
  set(value: string | null): void;
}

/** Between visits, or as long as a tab is there. Browsers may refuse to remember anything; the page then works without. */
export function stored(key: string, place: () => Storage = () => localStorage): Stored {
  return {
    get: () => quietly(() => place().getItem(key)) ?? null,
    set: (value) => {
      quietly(() => {
        if (value === null) place().removeItem(key);
        else place().setItem(key, value);
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
