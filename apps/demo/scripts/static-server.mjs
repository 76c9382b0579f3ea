// A server of the files of a folder.
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const { isolation, policy } = JSON.parse(
  readFileSync(fileURLToPath(new URL('../headers.json', import.meta.url)), 'utf8'),
);

/** What lets the threads of a page share memory. */
export const isolationHeaders = isolation;

/** What the page may load and run: its own files, and the WebAssembly that the packages generate. */
export const securityHeaders = {
  'Content-Security-Policy': [...Object.entries(policy), ['frame-ancestors', "'self'"]]
    .map((directive) => directive.join(' '))
    .join('; '),
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

/**
 * Serves a folder under an address such as `/` or `/some/where/`. A port that is taken is replaced by a free one.
 * @returns the address, and what ends the server.
 */
export async function serveFolder({
  folder,
  headers = { ...isolationHeaders, ...securityHeaders },
  base = '/',
  port = 0,
}) {
  const server = createServer((request, response) => {
    const path = pathOf(request.url, base);
    const file = path === undefined ? undefined : fileAt(folder, path);
    if (!file) {
      response.writeHead(404, headers).end('not found\n');
      return;
    }
    // The names of assets change with their content.
    const caching = path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    response.writeHead(200, {
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
      'Cache-Control': caching,
      ...headers,
    });
    if (request.method === 'HEAD') response.end();
    else createReadStream(file).pipe(response);
  });
  await listen(server, port);
  const address = `http://localhost:${server.address().port}${base}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address, close };
}

/** The path under the base, without query; undefined where the address is not under it or cannot be read. */
function pathOf(url, base) {
  try {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    return path.startsWith(base) ? path.slice(base.length) : undefined;
  } catch {
    return undefined;
  }
}

function fileAt(folder, path) {
  const file = normalize(
    join(folder, path === '' || path.endsWith('/') ? `${path}index.html` : path),
  );
  const isInside = file.startsWith(normalize(folder + sep));
  return isInside && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}

/** Listens at a port, or at any free one where it is taken. */
function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (port === 0 || !['EADDRINUSE', 'EACCES'].includes(error.code)) reject(error);
      else resolve(listen(server, 0));
    });
    server.listen(port, 'localhost', resolve);
  });
}
