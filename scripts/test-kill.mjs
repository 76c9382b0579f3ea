// Kills `rondo train` (kill -9) at random moments and resumes it each time: no file may ever be unreadable, no step lost or logged twice,
// and the weights at the end must be those of a run that nobody disturbed, bit for bit.
//
//   npm run test:kill -- --seeds 1,2,3 --kills 25
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { differences, faultsOf, metricsOf } from './killed-run.mjs';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1' },
    kills: { type: 'string', default: '25' },
    keep: { type: 'boolean', default: false },
  },
});
const kills = Number(values.kills);
const program = fileURLToPath(new URL('../apps/cli/dist/main.js', import.meta.url));
const hook = new URL('die-at-operation.mjs', import.meta.url).href;
const validateEvery = 4;

const cases = {
  'GRU with dropout': {
    threads: 1,
    config: {
      data: { task: 'copy', seed: 3, train: 260, validation: 24, test: 12 },
      model: { embeddingSize: 9, hiddenSize: 10, attention: 'additive', dropout: 0.3 },
      training: { epochs: 3, maxTokens: 120, validateEvery, warmup: 2, learningRate: 0.01 },
    },
  },
  'Transformer with moving average, accumulation, the best 3, plateau, 2 threads': {
    threads: 2,
    config: {
      data: { task: 'reverse', seed: 5, train: 300, validation: 24, test: 12 },
      model: {
        family: 'transformer',
        dModel: 48,
        heads: 3,
        feedForward: 90,
        encoderLayers: 1,
        decoderLayers: 1,
        dropout: 0.2,
      },
      training: {
        epochs: 4,
        maxTokens: 180,
        accumulate: 2,
        validateEvery,
        learningRate: 0.01,
        schedule: 'plateau',
        plateauPatience: 0,
        ema: 0.8,
        keepBest: 3,
        metric: 'chrf',
      },
    },
  },
};

const work = mkdtempSync(join(tmpdir(), 'rondo-kill-'));
let failed = 0;
for (const [name, { config, threads }] of Object.entries(cases)) {
  const folder = join(work, config.model.family ?? 'gru');
  mkdirSync(folder);
  const file = join(folder, 'config.json');
  writeFileSync(file, JSON.stringify(config));
  const command = (...args) => [program, '--threads', threads, 'train', ...args];
  const whole = await undisturbed(folder, (...args) => command(file, ...args));
  for (const seed of values.seeds.split(',').map(Number)) {
    const run = join(folder, `run-${seed}`);
    await report(`${name}, seed ${seed}`, () =>
      disturbed({ whole, run, file, command, random: draws(seed) }),
    );
  }
}
const [firstSeed] = values.seeds.split(',').map(Number);
await report('A new run over an earlier one, killed until it has taken its place', () =>
  overwritten(1 + (firstSeed % 2)),
);
if (values.keep) console.log(`kept in ${work}`);
else rmSync(work, { recursive: true });
process.exitCode = failed === 0 ? 0 : 1;

/** Says what became of a part, where it was killed, and what is wrong. */
async function report(name, part) {
  const start = performance.now();
  const { faults, places } = await part();
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`${faults.length === 0 ? 'passed' : 'FAILED'} in ${seconds} s: ${name}`);
  console.log(`  killed ${[...places].map(([place, count]) => `${count}× ${place}`).join(', ')}`);
  for (const fault of faults.slice(0, 20)) console.error(`  ${fault}`);
  if (faults.length > 0) failed += 1;
}

/** The run to compare with, and how long its parts take. */
async function undisturbed(folder, command) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'whole');
  const counts = join(folder, 'operations');
  const times = {};
  const onSaid = (said, time) => {
    if (/Vocabularies/.test(said)) times.begun ??= time;
    if (/Trained/.test(said)) times.trained ??= time;
  };
  const { code, said, time } = await watch(
    command('--out', path),
    { RONDO_COUNT: counts },
    { onSaid },
  );
  if (code !== 0) throw new Error(said);
  const faults = await faultsOf(path);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const config = readFileSync(join(path, 'config.yaml'), 'utf8');
  return { path, config, operations: Number(readFileSync(counts, 'utf8')), ...times, ended: time };
}

/** Kills a run again and again, and lets it end at last. */
async function disturbed({ whole, run, file, command, random }) {
  const places = new Map();
  const faults = [];
  /** The run anew as long as it has no checkpoint; with the config given to it, or its own. */
  const next = () => {
    const every = random() < 0.5 ? 0 : random();
    const args = ['--out', run, '--checkpoint-every', every];
    if (!existsSync(join(run, 'last.safetensors'))) return command(file, ...args);
    return command(...(random() < 0.5 ? [file] : []), '--resume', ...args);
  };
  for (let n = 0, tries = 0; n < kills && faults.length === 0; tries++) {
    const moment = chooseMoment(n / kills, random, whole, run);
    const { signal, code, said } = await watch(next(), moment.environment, moment);
    const isKilled = signal === 'SIGKILL';
    if (!isKilled && code !== 0) faults.push(`ended with ${code}: ${said}`);
    if (!isKilled && tries > 4 * kills) faults.push(`only ${n} kills in ${tries} starts`);
    const found = await faultsOf(run, whole.config);
    faults.push(...found.map((fault) => `after kill ${n + 1}, ${moment.name}: ${fault}`));
    if (!isKilled) continue;
    n += 1;
    places.set(moment.name, (places.get(moment.name) ?? 0) + 1);
  }
  if (faults.length > 0) return { faults, places };
  const { code, said } = await watch(next());
  if (code !== 0) return { faults: [`the last start ended with ${code}: ${said}`], places };
  faults.push(...(await faultsOf(run, whole.config)), ...differences(whole.path, run));
  return { faults, places };
}

/** Killed at every other operation, the earlier run is there and goes on, or the new one does. */
async function overwritten(first) {
  const folder = join(work, 'overwritten');
  mkdirSync(folder);
  const [earlier, later] = ['earlier', 'later'].map((name, n) => {
    const file = join(folder, `${name}.json`);
    const training = { epochs: 1, maxTokens: 120, validateEvery: n + 1, keepBest: 2 };
    const model = { embeddingSize: 4, hiddenSize: 3 };
    const data = { task: 'copy', seed: n, train: 24, validation: 6 };
    writeFileSync(file, JSON.stringify({ data, model, training }));
    return (...args) => [program, '--threads', 1, 'train', file, ...args];
  });
  const [old, whole] = [
    await undisturbed(join(folder, 'old'), earlier),
    await undisturbed(join(folder, 'new'), later),
  ];
  const places = new Map();
  const run = join(folder, 'run');
  const config = () => readFileSync(join(run, 'config.yaml'), 'utf8');
  for (let at = first; ; at += 2) {
    rmSync(run, { recursive: true, force: true });
    cpSync(old.path, run, { recursive: true });
    const args = later('--out', run, '--overwrite', '--checkpoint-every', 0);
    const { signal } = await watch(args, { RONDO_DIE_AT: at });
    const isDone =
      existsSync(join(run, 'config.yaml')) &&
      config() === whole.config &&
      !existsSync(join(run, '.rondo-begun'));
    const { code, said } = await watch([program, 'train', '--out', run, '--resume']);
    const resumed = [];
    if (code === 0) {
      const ofOld = config() === old.config;
      resumed.push(...(await faultsOf(run)), ...differences(ofOld ? old.path : whole.path, run));
      const place = ofOld ? 'while the earlier run was there' : 'when the new run had its place';
      places.set(place, (places.get(place) ?? 0) + 1);
    } else resumed.push(`--resume ended with ${code}: ${said}`);
    const faults = resumed.map((fault) => `killed at operation ${at}: ${fault}`);
    if (faults.length > 0 || isDone || signal !== 'SIGKILL') return { faults, places };
  }
}

/** When to kill: early, then anywhere, at the end while the best model is tested and the report is written. */
function chooseMoment(share, random, { operations, begun, trained, ended }, run) {
  const after = (name, from, to) => {
    const delay = from + random() * (to - from);
    return { name, isDue: () => true, delay };
  };
  if (share < 0.1) return after('while it starts', 0, begun);
  if (share >= 0.9) {
    const moment = after('while it tests and reports', 0, ended - trained);
    return { ...moment, isDue: (said) => /Trained/.test(said) };
  }
  const kind = random();
  if (kind < 0.25) return after('at any time', begun, begun + (trained - begun) / 4);
  if (kind < 0.5) {
    const known = validationsOf(run).length;
    return {
      ...after('while it validates', 0, 30),
      isDue: () => isValidating(run) || validationsOf(run).length > known,
    };
  }
  const at = 1 + Math.floor((random() * operations) / 4);
  return { name: 'at an operation on files', environment: { RONDO_DIE_AT: at } };
}

function validationsOf(run) {
  return logOf(run).filter(({ kind }) => kind === 'validation');
}

function isValidating(run) {
  const last = logOf(run).at(-1);
  return last?.kind === 'step' && last.step % validateEvery === 0;
}

/** The log of a run at work. */
function logOf(run) {
  try {
    return metricsOf(run);
  } catch {
    return [];
  }
}

/** Runs a command; kills it `delay` milliseconds after `isDue` holds. */
async function watch(args, environment = {}, { isDue = () => false, delay = 0, onSaid } = {}) {
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', hook, ...args.map(String)], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      said += data;
      onSaid?.(said, performance.now() - start);
    });
  }
  let end;
  const ended = new Promise((resolve) => {
    child.on('close', (code, signal) => {
      end = { code, signal, said, time: performance.now() - start };
      resolve(end);
    });
  });
  while (end === undefined && !isDue(said)) await Promise.race([ended, setTimeout(2)]);
  if (end === undefined) await Promise.race([ended, setTimeout(delay)]);
  child.kill('SIGKILL');
  return ended;
}

/** Repeatable random numbers from 0 to 1. */
function draws(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}
