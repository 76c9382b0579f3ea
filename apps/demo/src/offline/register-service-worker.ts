import { isOutdated } from './new-version.ts';

/** Registers the worker that makes the page work without a network; without one the page works all the same. */
export async function registerServiceWorker(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  try {
    const registration = await navigator.serviceWorker.register('./service-worker.js');
    registration.addEventListener('updatefound', () => {
      const worker = registration.installing;
      worker?.addEventListener('statechange', () => {
        if (worker.state === 'installed') void lookForNewVersion(registration);
      });
    });
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) return;
      // Without a network there is nothing new.
      void registration.update().catch(() => undefined);
      keepRest(registration);
    });
    await navigator.serviceWorker.ready;
    keepRest(registration);
  } catch (error) {
    console.warn('The page will not work without a network:', error);
  }
}

/** The files of the newest version are the last that were kept; this page is of another where its program is not among them. */
async function lookForNewVersion({ scope }: ServiceWorkerRegistration): Promise<void> {
  const ours = `rondo-${new URL(scope).pathname}-`;
  const names = (await caches.keys()).filter((name) => name.startsWith(ours));
  const program = document.querySelector<HTMLScriptElement>('script[type=module]')?.src;
  const newest = names.at(-1);
  if (newest === undefined || program === undefined) return;
  const cache = await caches.open(newest);
  isOutdated.value = (await cache.match(program, { ignoreVary: true })) === undefined;
}

/** What could not be kept before, without a network or where storage was full, may be kept now. */
function keepRest(registration: ServiceWorkerRegistration): void {
  whenIdle(() => registration.active?.postMessage('keep the rest'));
}

/** What the visit itself needs goes first. */
function whenIdle(action: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(action, { timeout: 5000 });
  else setTimeout(action, 1000);
}
