import { Mistake } from '../../mistakes/mistake.ts';

/** Milliseconds after which a lock is taken for held by another tab; one that was closed or reloaded lets go sooner, if it has the processor. */
export const [patience, longPatience] = [400, 5000];

/** Plain HTTP has no locks: tabs then do not know of each other. */
const hasLocks = (): boolean => 'locks' in navigator;

/**
 * Holds a lock as long as this worker lives, even if that takes it from its holder.
 * @throws Mistake where another tab holds it, unless it is to be taken.
 */
export async function holdLock(name: string, steal = false): Promise<void> {
  if (!hasLocks()) return;
  await new Promise<void>((resolve, reject) => {
    const forever = (): Promise<never> => {
      resolve();
      return new Promise(() => undefined);
    };
    navigator.locks
      .request(name, steal ? { steal } : { signal: AbortSignal.timeout(patience) }, forever)
      .catch(() => reject(new Mistake('runElsewhere')));
  });
}

/** Does something while nobody holds the lock; nothing where another tab does for so many milliseconds. */
export async function whileFree<Done>(
  name: string,
  act: () => Promise<Done>,
  longest = patience,
): Promise<Done | undefined> {
  if (!hasLocks()) return act();
  const signal = AbortSignal.timeout(longest);
  let isGranted = false;
  try {
    return await navigator.locks.request(name, { signal }, () => {
      isGranted = true;
      return act();
    });
  } catch (error) {
    if (isGranted) throw error;
    return undefined;
  }
}

/** The locks that this tab and all others hold. */
export async function heldLocks(): Promise<ReadonlySet<string | undefined>> {
  if (!hasLocks()) return new Set();
  const { held = [] } = await navigator.locks.query();
  return new Set(held.map(({ name }) => name));
}
