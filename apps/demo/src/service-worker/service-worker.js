"use strict";
// Keeps the page usable without a network after its first load, and isolates it where the host cannot send headers.
const scope = self;
/** Written by the build, see vite.config.ts. */
const { version, files } = JSON.parse('OFFLINE_FILES');
const cacheName = `rondo-${version}`;
/** What lets the threads of a page share memory. */
const isolation = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
};
async function install() {
    const cache = await caches.open(cacheName);
    await cache.addAll(files.map((file) => new Request(file, { cache: 'no-cache' })));
    await scope.skipWaiting();
}
async function activate() {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith('rondo-') && name !== cacheName);
    await Promise.all(old.map((name) => caches.delete(name)));
    await scope.clients.claim();
}
/** The page itself comes from the network where there is one, so that a new version is seen at once; its files never change. */
async function answer(request) {
    const cache = await caches.open(cacheName);
    if (request.mode === 'navigate') {
        return isolated(await fetch(request).catch(async () => (await cache.match('./'))));
    }
    return isolated((await cache.match(request)) ?? (await fetch(request)));
}
function isolated(response) {
    if (response.status === 0 || response.status === 304)
        return response;
    const headers = new Headers(response.headers);
    for (const [name, value] of Object.entries(isolation))
        headers.set(name, value);
    const { status, statusText } = response;
    return new Response(response.body, { status, statusText, headers });
}
scope.addEventListener('install', (event) => event.waitUntil(install()));
scope.addEventListener('activate', (event) => event.waitUntil(activate()));
scope.addEventListener('fetch', (event) => {
    const { request } = event;
    const isOurs = request.method === 'GET' && request.url.startsWith(scope.registration.scope);
    if (isOurs)
        event.respondWith(answer(request));
});
