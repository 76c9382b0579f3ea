// Serves the built page: node scripts/serve.mjs [port]
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveFolder } from './static-server.mjs';

const folder = fileURLToPath(new URL('../dist', import.meta.url));
if (!existsSync(join(folder, 'index.html'))) {
  console.error('the page is not built yet: run npm run demo in the root of the repository');
  process.exit(1);
}
const port = Number(process.argv[2] ?? 4173);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`expected a port from 0 to 65535, received ${process.argv[2]}`);
  process.exit(1);
}
const { address } = await serveFolder({ folder, port });
console.log(`\n  Open ${address} in a browser. Ctrl-C ends it.\n`);
