// Puts load on `rondo serve` and says whether it stands: N clients ask for some time, with sentences of many lengths and several
// decodings; now and then one sends what must be refused. Prints errors, latencies and the memory of the service as a table.
//
//   node apps/cli/scripts/load-serve.mjs --model run/best.safetensors --sentences test.de --clients 8 --seconds 300
//
// Starts the service itself (from dist, or as --program says); --url asks one that runs already. The exit code is 1 where a request went
// wrong or memory grew by more than --growth (a share, default 0.1) after the first quarter of the time.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    url: { type: 'string' },
    program: {
      type: 'string',
      default: fileURLToPath(new URL('../dist/main.js', import.meta.url)),
    },
    sentences: { type: 'string' },
    clients: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '300' },
    growth: { type: 'string', default: '0.1' },
    json: { type: 'boolean', default: false },
  },
});
const clients = Number(values.clients);
const seconds = Number(values.seconds);
const agent = new Agent({ keepAlive: true, maxSockets: clients + 1 });
const text = values.sentences
  ? readFileSync(values.sentences, 'utf8')
  : '3 1 4\n1 5\n9 2 6 5 3 5 8 9\n7 9 3 2 3 8 4 6 2 6 4 3\n3\n';
const sentences = text.split('\n').filter((line) => line.trim() !== '');

/** Repeatable random whole numbers below a bound. */
function randomNumbers(seed) {
  let state = seed + 1;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

async function startService() {
  const args = [values.program, 'serve', '--model', values.model, '--port', '0'];
  const service = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => {
    service.on('exit', (code, signal) => resolve(code ?? signal));
  });
  const url = await new Promise((resolve, reject) => {
    let said = '';
    service.stdout.on('data', (data) => {
      said += data;
      const found = /http:\S+(?=;)/.exec(said);
      if (found) resolve(found[0]);
    });
    void ended.then((code) => reject(new Error(`the service ended with ${code}`)));
  });
  const stop = () => {
    service.kill('SIGTERM');
    return ended;
  };
  return { url, stop };
}

/** Asks and waits for the whole answer. */
function ask(url, path, method, body) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const sent = request(`${url}${path}`, { method, headers, agent }, (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (data) => {
        answer += data;
      });
      response.on('end', () => resolve({ status: response.statusCode, answer }));
      response.on('error', reject);
    });
    sent.on('error', (error) => {
      // The service closes connections that nobody uses; one may be taken up in the same moment.
      const isStale = sent.reusedSocket && error.code === 'ECONNRESET';
      if (isStale) resolve(ask(url, path, method, body));
      else reject(error);
    });
    sent.end(body);
  });
}

const row = (name, value) => console.log(`${name.padEnd(24)}${value}`);

const refusals = [
  ['{"text": ', 400],
  ['{"texts": "no list"}', 400],
  [JSON.stringify({ texts: Array.from({ length: 5000 }, () => 'a') }), 413],
  [JSON.stringify({ text: 'a '.repeat(2 ** 20) }), 413],
];

/** One client: asks until the time is over. */
async function client(number, url, end, results) {
  const random = randomNumbers(number);
  while (performance.now() < end) {
    const isRefused = random(50) === 0;
    const start = performance.now();
    try {
      if (isRefused) {
        const [body, expected] = refusals[random(refusals.length)];
        const { status } = await ask(url, '/translate', 'POST', body);
        results.refused += 1;
        if (status !== expected) results.errors.push(`status ${status} instead of ${expected}`);
        continue;
      }
      const count = random(4) === 0 ? 1 + random(16) : 1;
      const texts = Array.from({ length: count }, () => sentences[random(sentences.length)]);
      const options = [{}, { beam: 5 }, { sample: true, topK: 10, seed: random(100) }][random(3)];
      const { status, answer } = await ask(
        url,
        '/translate',
        'POST',
        JSON.stringify({ texts, options }),
      );
      if (status !== 200) throw new Error(`status ${status}: ${answer}`);
      const { translations } = JSON.parse(answer);
      if (translations.length !== count) throw new Error(`${translations.length} of ${count}`);
      results.latencies.push(performance.now() - start);
      results.sentences += count;
    } catch (error) {
      results.errors.push(String(error));
      if (results.errors.length > 100) return;
    }
  }
}

/** The memory of the service, ten times and at the end. */
async function watch(url, end, results) {
  const step = Math.max(250, (1000 * seconds) / 10);
  const health = async () => {
    try {
      const { answer } = await ask(url, '/health', 'GET');
      results.memory.push(JSON.parse(answer).memory);
    } catch (error) {
      results.errors.push(String(error));
    }
  };
  while (performance.now() < end) {
    await health();
    await new Promise((resolve) => {
      setTimeout(resolve, Math.min(step, Math.max(1, end - performance.now())));
    });
  }
  await health();
}

const service = values.url ? { url: values.url, stop: async () => 0 } : await startService();
const results = { latencies: [], sentences: 0, refused: 0, errors: [], memory: [] };
const start = performance.now();
const end = start + 1000 * seconds;
await Promise.all([
  watch(service.url, end, results),
  ...Array.from({ length: clients }, (_, n) => client(n, service.url, end, results)),
]);
const elapsed = (performance.now() - start) / 1000;
agent.destroy();
const code = await service.stop();
if (code !== 0) results.errors.push(`the service ended with ${code}`);

const sorted = results.latencies.toSorted((a, b) => a - b);
const quantile = (share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
// Memory settles while the first requests are met; the tensors alive are compared exactly.
const settled = results.memory.slice(Math.floor(results.memory.length / 4));
const half = Math.ceil(settled.length / 2);
const least = (part, key) => Math.min(...part.map((memory) => memory[key]));
const growthOf = (key) => least(settled.slice(-half), key) / least(settled.slice(0, half), key) - 1;
const growth = { rss: growthOf('rss'), heapUsed: growthOf('heapUsed') };
const report = {
  clients,
  seconds: elapsed,
  requests: sorted.length,
  sentences: results.sentences,
  refused: results.refused,
  errors: results.errors.length,
  latency: { p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99), max: quantile(1) },
  memory: results.memory,
  growth,
};
if (values.json) {
  console.log(JSON.stringify(report));
} else {
  const { latency } = report;
  row('clients', clients);
  row('time', `${elapsed.toFixed(1)} s`);
  row('answers', `${sorted.length} (${(sorted.length / elapsed).toFixed(1)}/s)`);
  row('sentences', `${results.sentences} (${(results.sentences / elapsed).toFixed(1)}/s)`);
  row('refused as they should', results.refused);
  row('errors', results.errors.length);
  for (const name of ['p50', 'p95', 'p99', 'max'])
    row(`latency ${name}`, `${latency[name].toFixed(1)} ms`);
  const mebibytes = (key) =>
    results.memory.map((memory) => (memory[key] / 2 ** 20).toFixed(0)).join(' ');
  row('resident memory, MiB', mebibytes('rss'));
  row('JavaScript heap, MiB', mebibytes('heapUsed'));
  row('growth', `${(100 * growth.rss).toFixed(1)} % resident`);
}
for (const error of [...new Set(results.errors)].slice(0, 10)) console.error(error);
if (results.errors.length > 0 || sorted.length === 0 || growth.rss > Number(values.growth)) {
  process.exitCode = 1;
}
