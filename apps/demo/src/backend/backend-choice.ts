import { computed, effect, signal } from '@preact/signals';
import { route, setQuery } from '../route/location.ts';
import { stored } from '../storage/stored.ts';
import { asBackendName, type BackendName, type Missing } from './backend-name.ts';

const preference = stored('rondo-backend');
const chosen = signal(asBackendName(preference.get() ?? undefined));

/** Processors that this page may use, at most. */
export const processors = navigator.hardwareConcurrency || 1;

/** What is missing for threads; undefined where nothing is. */
const missingForThreads: Missing | undefined = crossOriginIsolated
  ? processors > 1
    ? undefined
    : 'oneProcessor'
  : 'isolation';

const missingForWebGpu = signal<Missing | undefined>('gpu' in navigator ? undefined : 'noWebGpu');

/** What each backend lacks here. */
export const missing = computed<Readonly<Record<BackendName, Missing | undefined>>>(() => ({
  cpu: undefined,
  threads: missingForThreads,
  webgpu: missingForWebGpu.value,
}));

/** The wanted backend: the address counts before what was chosen earlier. */
const wanted = computed<BackendName>(
  () => asBackendName(route.value.query['backend']) ?? chosen.value ?? 'cpu',
);

/** What computes: the wanted backend, or one thread where that one is missing. */
export const backend = computed<BackendName>(() =>
  missing.value[wanted.value] === undefined ? wanted.value : 'cpu',
);

/** The backend that was asked for and cannot be had. */
export const refused = computed<BackendName | undefined>(() =>
  backend.value === wanted.value ? undefined : wanted.value,
);

export function chooseBackend(value: BackendName): void {
  preference.set(value);
  chosen.value = value;
  setQuery({ backend: value === 'cpu' ? undefined : value });
}

/** Whether a reload would bring isolation: the service worker then adds the headers. */
export function reloadIsolates(): boolean {
  return !crossOriginIsolated && navigator.serviceWorker?.controller != null;
}

/** Asks for a graphics device once, since only that tells whether there is one. */
export async function lookForWebGpu(): Promise<void> {
  if (missingForWebGpu.peek() !== undefined) return;
  const adapter = await navigator.gpu.requestAdapter().catch(() => null);
  if (!adapter) missingForWebGpu.value = 'noAdapter';
}

// What is wanted shall not be said to compute where it cannot.
effect(() => {
  if (wanted.value === 'webgpu') void lookForWebGpu();
});
