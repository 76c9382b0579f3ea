/** Registers the worker that makes the page work without a network; without one the page works all the same. */
export async function registerServiceWorker(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register('./service-worker.js');
  } catch (error) {
    console.warn('The page will not work without a network:', error);
  }
}
