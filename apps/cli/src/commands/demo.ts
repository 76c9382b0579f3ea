import type { Command } from '@commander-js/extra-typings';
import { parseConfig, type RunConfig } from '@rondo/seq2seq';
import { resolve } from 'node:path';
import { addBackendOption, backendOf, type BackendName } from '../backend/backend-option.ts';
import { loadTestData } from '../data/load-data.ts';
import { exitCode } from '../errors.ts';
import type { Evaluation } from '../evaluation/evaluate-model.ts';
import { RunFolder } from '../folder/run-folder.ts';
import type { Io } from '../io.ts';
import { formatShare } from '../progress/format.ts';
import { formatSamples } from '../training/samples.ts';
import { trainRun } from '../training/train-run.ts';

/** What `rondo demo dates` trains; examples/dates.yaml says the same. */
export const datesConfig: RunConfig = parseConfig({
  data: { task: 'dates', seed: 1, train: 2000, validation: 50, test: 100 },
  model: {
    embeddingSize: 64,
    hiddenSize: 64,
    attention: 'additive',
    tiedEmbeddings: 'none',
    dropout: 0,
  },
  training: {
    epochs: 1,
    maxTokens: 1024,
    learningRate: 0.01,
    schedule: 'cosine',
    warmup: 50,
    labelSmoothing: 0,
    validateEvery: 75,
    seed: 1,
  },
});

/** `rondo demo` */
export function demoCommand(program: Command, io: Io, finish: (code: number) => void): void {
  const command = program
    .command('demo')
    .description('train a small model in half a minute and try it out')
    .command('dates')
    .description('learn to write dates such as "OCT 8, 1989" as 1989-10-08')
    .option(
      '-o, --out <folder>',
      'the folder of the run; with -2, -3 … behind its name where it holds one already, or files of such names',
      'runs/dates',
    );
  addBackendOption(command);
  command.action(async ({ out }) =>
    finish(await demoDates(out, datesConfig, io, backendOf(command))),
  );
}

/** Trains on dates, shows what comes of it, and returns the exit code. */
export async function demoDates(
  out: string,
  config: RunConfig,
  io: Io,
  backend: BackendName = 'cpu',
): Promise<number> {
  io.out.write('A model with attention learns to write dates of twenty formats as ISO 8601.\n\n');
  const folder = await freeFolder(out, io);
  if (folder.name !== out) {
    io.out.write(
      `${out} holds a run already, or files of such names; this one goes to ${folder.name}.\n\n`,
    );
  }
  const { evaluation } = await trainRun(
    { backend, config, folder, resume: false, checkpointEvery: 30 },
    io,
  );
  if (!evaluation) return exitCode.interrupted;
  const { exactMatch, sentences } = evaluation;
  io.out.write(`\nDates that the model has never seen:\n${await trials(config, evaluation, io)}`);
  io.out.write(`\nExact match on ${sentences} unseen dates: ${formatShare(exactMatch)}\n`);
  io.out.write(whatNext(folder));
  return exitCode.done;
}

/** The folder, or the first of name-2, name-3 … in which no file would be replaced. */
async function freeFolder(name: string, io: Io): Promise<RunFolder> {
  for (let n = 1; ; n += 1) {
    const free = n === 1 ? name : `${name}-${n}`;
    const folder = await RunFolder.open(resolve(io.folder, free), free, 'look');
    if (folder.isFree) return folder;
  }
}

const formats = 20;

/** Test dates, each in another format. */
async function trials(
  config: RunConfig,
  { outputs, matches }: Evaluation,
  io: Io,
): Promise<string> {
  const pairs = (await loadTestData(config.data)) ?? [];
  const numbers = Array.from({ length: 7 }, (_, i) => formats * i + ((7 * i) % formats));
  const shown = numbers.filter((n) => n < pairs.length);
  return formatSamples(
    shown.map((n) => ({
      source: pairs[n]!.source,
      reference: pairs[n]!.target,
      output: outputs[n]!,
      isMatch: matches[n]!,
    })),
    io.out.columns(),
  );
}

function whatNext(folder: RunFolder): string {
  const model = folder.nameOf('best');
  return `
What to try next
  open ${folder.nameOf('report')} in a browser: loss curves, and where the model looks
  npm run rondo -- translate --model ${model} "MAR 3, 2041"
  npm run rondo -- evaluate --model ${model}
  npm run rondo -- train examples/reverse.yaml --out runs/reverse
  npm run rondo -- train --help

The same in a browser tab, where you can watch it learn and look inside
  npm run demo
`;
}
