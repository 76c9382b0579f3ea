// Keeps the page usable without a network after its first load, and isolates it where the host cannot send headers.

const scope = self as unknown as ServiceWorkerGlobalScope;

/** Written by the build, see build/offline-files.ts. */
const { version, first, rest } = JSON.parse('OFFLINE_FILES') as {
  version: string;
  /** What every visit needs. */
  first: string[];
  /** What is kept once the page is there. */
  rest: string[];
};
/** Of this page; another folder of the site may have a page of its own. */
const ours = `rondo-${new URL(scope.registration.scope).pathname}-`;
const cacheName = ours + version;

/** What lets the threads of a page share memory. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Waits until no tab has the version before: that one keeps its files as long as a tab may ask for them. */
async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll(
    // Names of assets change with their content, so the copy that the page was just made of will do.
    first.map((file) => new Request(file, { cache: isAsset(file) ? 'default' : 'no-cache' })),
  );
}

async function activate(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(ours) && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
  await scope.clients.claim();
}

const isAsset = (file: string): boolean => file.startsWith('assets/');

/** Keeps what the pages need, one file after another, so that nothing else has to wait. Without network or room the page asks again later. */
async function keepRest(): Promise<void> {
  const cache = await caches.open(cacheName);
  for (const file of rest) {
    if (await cache.match(file, { ignoreVary: true })) continue;
    const response = await fetch(file, { priority: 'low' });
    if (response.ok && !(await isKept(file, response))) return;
  }
}

/** Keeps an answer where there is room for it, and tells whether there was. */
async function isKept(request: RequestInfo, response: Response): Promise<boolean> {
  try {
    const cache = await caches.open(cacheName);
    await cache.put(request, response);
    return true;
  } catch {
    return false;
  }
}

/**
 * The page itself comes from the network where there is one, so that a new version is seen at once; its files never change, and are in the
 * cache of this version or of one that waits.
 */
async function answer(request: Request): Promise<Response> {
  if (request.mode === 'navigate') {
    const cache = await caches.open(cacheName);
    return isolated(
      await fetch(request).catch(async () => (await cache.match('./', { ignoreVary: true }))!),
    );
  }
  return isolated((await caches.match(request, { ignoreVary: true })) ?? (await fetched(request)));
}

/** What is asked for before it was kept is kept now. */
async function fetched(request: Request): Promise<Response> {
  const response = await fetch(request);
  const file = request.url.slice(scope.registration.scope.length);
  if (response.ok && rest.includes(file)) await isKept(request, response.clone());
  return response;
}

function isolated(response: Response): Response {
  if (response.status === 0 || response.status === 304) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(isolation)) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

scope.addEventListener('install', (event) => event.waitUntil(install()));
scope.addEventListener('activate', (event) => event.waitUntil(activate()));
scope.addEventListener('message', (event) => {
  if (event.data === 'keep the rest') event.waitUntil(keepRest().catch(() => undefined));
});
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const isOurs = request.method === 'GET' && request.url.startsWith(scope.registration.scope);
  if (isOurs) event.respondWith(answer(request));
});
