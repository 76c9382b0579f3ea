// A server of the files of a folder.
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Compressed } from './compressed.mjs';

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
 * Serves a folder, its texts compressed, under an address such as `/` or `/some/where/`. A port that is taken is replaced by a free one.
 * @returns the address, and what ends the server.
 */
export async function serveFolder({
  folder,
  headers = { ...isolationHeaders, ...securityHeaders },
  base = '/',
  port = 0,
}) {
  const compressed = new Compressed();
  const answer = async (request, response) => {
    const path = pathOf(request.url, base);
    const file = path === undefined ? undefined : fileAt(folder, path);
    if (!file) {
      response.writeHead(404, headers).end('not found\n');
      return;
    }
    const { bytes, headers: packing } = await compressed.read(
      file.path,
      file.facts,
      request.headers['accept-encoding'],
    );
    // The names of assets change with their content.
    const caching = path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    response.writeHead(200, {
      'Content-Type': types[extname(file.path)] ?? 'application/octet-stream',
      'Content-Length': bytes.length,
      'Cache-Control': caching,
      ...packing,
      ...headers,
    });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(500, headers).end());
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

function fileAt(folder, name) {
  const path = normalize(
    join(folder, name === '' || name.endsWith('/') ? `${name}index.html` : name),
  );
  if (!path.startsWith(normalize(folder + sep))) return undefined;
  const facts = statSync(path, { throwIfNoEntry: false });
  return facts?.isFile() ? { path, facts } : undefined;
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
