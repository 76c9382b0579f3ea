// Opens a page in Chromium without a window, and waits for what it reports.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize, sep } from 'node:path';

const chromium = process.env['CHROMIUM'] ?? 'chromium';

/** Ends the process with what to do where there is no Chromium. */
export function requireChromium() {
  if (spawnSync(chromium, ['--version']).status === 0) return;
  console.error(
    `this test needs Chromium and found no '${chromium}': install it (Debian: apt-get install chromium) or name it in CHROMIUM`,
  );
  process.exit(1);
}

/** What lets the threads of a page share memory. */
export const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * Serves a folder with some headers, opens a page of it and gives what it posted to /report, or an error. With `graphics` the page has
 * WebGPU, on an adapter that computes on the processor where there is no other.
 */
export async function openInChromium({
  folder,
  page,
  headers = {},
  limit = 5 * 60_000,
  graphics = false,
}) {
  const profile = mkdtempSync(join(tmpdir(), 'rondo-chromium-'));
  let settle;
  const reported = new Promise((resolve) => (settle = resolve));
  const server = serve(folder, headers, settle);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const child = open(`http://127.0.0.1:${server.address().port}/${page}`, profile, graphics);
  const timer = setTimeout(
    () => settle({ error: `the page reported nothing within ${limit / 1000} s` }),
    limit,
  );
  let noise = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (noise = (noise + text).slice(-2000)));
  const ended = new Promise((resolve) => child.on('close', resolve));
  void ended.then((code) => settle({ error: `Chromium ended with ${code}: ${noise}` }));
  try {
    return await reported;
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
    await ended;
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function open(url, profile, graphics) {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const flags = ['--headless', '--no-sandbox', '--disable-quic', '--no-first-run'];
  flags.push(graphics ? '--enable-unsafe-webgpu' : '--disable-gpu');
  // A page that works for long is no page that hangs, and one nobody sees is not slowed down.
  const steady = ['--disable-hang-monitor', '--disable-background-timer-throttling'];
  return spawn(chromium, [...flags, ...quiet, ...steady, `--user-data-dir=${profile}`, url], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript' };

/** A server of a folder and of one address that takes reports. */
function serve(folder, headers, onReport) {
  return createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1');
    if (request.method === 'POST' && pathname === '/report') {
      let body = '';
      request.setEncoding('utf8').on('data', (text) => (body += text));
      request.on('end', () => {
        response.end();
        onReport(JSON.parse(body));
      });
      return;
    }
    const path = normalize(join(folder, pathname));
    try {
      if (!path.startsWith(folder + sep)) throw new Error('outside of the folder');
      const body = readFileSync(path);
      const type = types[extname(path)] ?? 'application/octet-stream';
      response.writeHead(200, { 'Content-Type': type, ...headers }).end(body);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
}
