// A registry that serves packed packages from this machine and leads to the usual one for all others.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

/** Serves the tarballs of a folder; gives the address and how to end it. */
export async function serveTarballs(folder, usual) {
  const packages = new Map(readdirSync(folder).map((file) => described(join(folder, file))));
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://127.0.0.1').pathname).slice(1);
    const origin = `http://127.0.0.1:${server.address().port}`;
    // `@scope/name`, `@scope/name/latest` or `@scope/name/-/file.tgz`.
    const [, name, rest] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(path) ?? [];
    const found = packages.get(name);
    if (!found) {
      response.writeHead(302, { Location: new URL(request.url.slice(1), usual).href }).end();
    } else if (rest?.startsWith('/-/')) {
      response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(found.bytes);
    } else {
      const { manifest, integrity } = found;
      const dist = { tarball: `${origin}/${name}/-/package.tgz`, integrity };
      const latest = { ...manifest, dist };
      const versions = { [manifest.version]: latest };
      const all = { name, 'dist-tags': { latest: manifest.version }, versions };
      const body = rest === undefined ? all : latest;
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    names: [...packages.keys()],
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function described(file) {
  const bytes = readFileSync(file);
  const manifest = JSON.parse(execFileSync('tar', ['-xOzf', file, 'package/package.json']));
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  return [manifest.name, { manifest, bytes, integrity }];
}
