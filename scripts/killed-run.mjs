// What the folder of a training run must be like at any moment, whenever its process was ended.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

const bundle = (name) => new URL(`../packages/${name}/dist/bundle/index.js`, import.meta.url).href;
const { cpu } = await import(bundle('backend-cpu'));
const { useBackend } = await import(bundle('tensor'));
const { loadCheckpoint } = await import(bundle('seq2seq'));
useBackend(cpu({ threads: 1 }));

const checkpointsIn = (folder) =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.safetensors')) : [];

/** The lines of the log; the last one may be cut where the process was ended. */
export function metricsOf(folder) {
  const path = join(folder, 'metrics.jsonl');
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  lines.pop();
  return lines.map((line) => JSON.parse(line));
}

/** What is wrong with the files of a run. */
export async function faultsOf(folder, config) {
  const faults = [];
  const attempt = async (what, work) => {
    try {
      await work();
    } catch (error) {
      faults.push(`${what}: ${error.message}`);
    }
  };
  let saved = 0;
  for (const name of checkpointsIn(folder)) {
    await attempt(name, async () => {
      const bytes = readFileSync(join(folder, name));
      if (/^0*$/.test(headerOf(bytes).metadata.sha256)) throw new Error('it has no checksum');
      const { model, training } = await loadCheckpoint(bytes);
      model.dispose();
      for (const tensors of [training?.optimizer, training?.average]) {
        for (const tensor of Object.values(tensors ?? {})) tensor.dispose();
      }
      if (name === 'last.safetensors') saved = training.state.step;
    });
  }
  await attempt('metrics.jsonl', () => {
    const steps = checkLog(metricsOf(folder));
    if (steps < saved) throw new Error(`${steps} steps, but the checkpoint is of step ${saved}`);
  });
  const hasBegun = existsSync(join(folder, 'last.safetensors'));
  const path = join(folder, 'config.yaml');
  if (hasBegun && !existsSync(path)) faults.push('config.yaml is missing');
  if (existsSync(path) && config !== undefined && readFileSync(path, 'utf8') !== config) {
    faults.push('config.yaml is not what the run was told');
  }
  const report = join(folder, 'report.html');
  if (existsSync(report) && !readFileSync(report, 'utf8').trimEnd().endsWith('</html>')) {
    faults.push('report.html is cut');
  }
  return faults;
}

/** Every step once and in order, every validation after its step; returns the number of steps. */
function checkLog(lines) {
  let steps = 0;
  let validated = 0;
  if (lines.length > 0 && lines[0].kind !== 'start')
    throw new Error('it does not begin with the start');
  for (const { kind, step } of lines) {
    if (kind === 'step' && step !== ++steps) throw new Error(`step ${step} where ${steps} belongs`);
    if (kind !== 'validation') continue;
    if (step !== steps || step <= validated)
      throw new Error(`validation of ${step} after step ${steps}`);
    validated = step;
  }
  return steps;
}

/** In what a run that was killed and resumed differs, when it has ended, from one that was not killed. */
export function differences(whole, run) {
  const faults = [];
  if (!readFileSync(join(run, 'metrics.jsonl'), 'utf8').endsWith('\n')) {
    faults.push('the last line of metrics.jsonl is cut');
  }
  const names = [whole, run].map((folder) => readdirSync(folder).toSorted());
  if (!isDeepStrictEqual(...names)) faults.push(`files: ${names.map(String).join(' and ')}`);
  for (const name of checkpointsIn(whole).filter((file) => names[1].includes(file))) {
    const [expected, actual] = [whole, run].map((folder) => contentOf(join(folder, name)));
    if (expected.digest !== actual.digest) faults.push(`${name}: the weights differ`);
    if (!isDeepStrictEqual(expected.state, actual.state)) faults.push(`${name}: the state differs`);
  }
  const [expected, actual] = [whole, run].map(learned);
  if (!isDeepStrictEqual(expected, actual))
    faults.push('metrics.jsonl tells of other steps or losses');
  return faults;
}

const learned = (folder) =>
  metricsOf(folder)
    .filter(({ kind }) => kind === 'step' || kind === 'validation')
    .map(({ kind, step, loss, learningRate, isBest }) => ({
      kind,
      step,
      loss,
      learningRate,
      isBest,
    }));

function headerOf(bytes) {
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const { __metadata__: metadata, ...tensors } = JSON.parse(bytes.toString('utf8', 8, start));
  return { metadata, tensors, start };
}

/** A checkpoint without what depends on the clock. */
function contentOf(path) {
  const bytes = readFileSync(path);
  const { metadata, tensors, start } = headerOf(bytes);
  const hash = createHash('sha256').update(JSON.stringify(tensors)).update(bytes.subarray(start));
  const training = JSON.parse(metadata.training ?? '{}');
  delete training.state?.seconds;
  return { digest: hash.digest('hex'), state: { ...metadata, sha256: '', training } };
}
