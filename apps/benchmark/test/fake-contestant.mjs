// A contestant for tests: what it does with a workload is told by its argument.
import { createInterface } from 'node:readline';

const [behaviour = 'right', value = '1'] = process.argv.slice(2);
const numbers = Buffer.from(Float32Array.of(Number(value), -2).buffer).toString('base64');

console.log('a greeting that is no answer');
if (behaviour === 'no start') {
  console.error('the library is broken');
  process.exit(3);
}

const answers = {
  describe: () => ({ name: 'fake', version: '1', configuration: {}, startupMs: Number(value) }),
  prepare: () => (behaviour === 'cannot' ? { unsupported: 'not its trade' } : { ok: true }),
  outputs: () => (behaviour === 'silent' ? { outputs: {} } : { outputs: { c: numbers } }),
  run: ({ run }) => {
    if (behaviour === 'crash') {
      console.error('out of luck');
      process.exit(7);
    }
    if (behaviour === 'error') return { error: 'a bad day\nand more of it' };
    return { wallMs: run * Number(value), cpuMs: 2 * run * Number(value) };
  },
  first: () => ({ firstMs: [3, 4], againMs: [2, 2] }),
  memory: () => ({ peakBytes: 5e6 }),
  exit: () => ({ ok: true }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  const kind = Object.keys(answers).find((name) => name in request);
  if (behaviour === 'hang' && kind === 'run') continue;
  process.stdout.write(`${JSON.stringify({ id: request.id, ...answers[kind](request) })}\n`);
  if (kind === 'exit') process.exit(0);
}
