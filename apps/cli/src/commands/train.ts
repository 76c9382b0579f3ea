import type { Command } from '@commander-js/extra-typings';
import type { RunConfig } from '@rondo/seq2seq';
import { resolve } from 'node:path';
import { addBackendOption, backendOf } from '../backend/backend-option.ts';
import { readConfig } from '../config/read-config.ts';
import { configPlace, jobList } from '../config/shipped-jobs.ts';
import { exitCode, UsageError } from '../errors.ts';
import { RunFolder, type ExistingRun } from '../folder/run-folder.ts';
import type { Io } from '../io.ts';
import { collect, realNumber } from '../options/numbers.ts';
import { previewRun } from '../training/preview-run.ts';
import { trainRun } from '../training/train-run.ts';

const help = `
The config is a YAML or JSON file, or the name of a job that comes with the command.
The smallest is one line: data: { task: dates }

The folder of the run gets
  config.yaml        everything the run was told, defaults filled in
  last.safetensors   where training stands, to go on from with --resume
  best.safetensors   the best model so far, for translate and evaluate
  step-N.safetensors the best models, where training.keepBest is above 1; for rondo average
  metrics.jsonl      one line per step and validation
  tensorboard        the same as TensorBoard reads it
  learned-merges.txt merges that were learned from the data, if any, as subword-nmt reads them
  report.html        loss curves, sample translations, attention; open it in a browser

Ctrl-C stops after the current step with a checkpoint; a second one stops at once.

Examples
  rondo train dates
  rondo train examples/dates.yaml --dry-run
  rondo train examples/dates.yaml --out runs/small --set model.hiddenSize=64
  rondo train own.yaml --out runs/own --from runs/large/best.safetensors
  rondo train --out runs/small --resume --set training.epochs=6
`;

/** `rondo train` */
export function trainCommand(program: Command, io: Io, finish: (code: number) => void): void {
  const command = program
    .command('train')
    .description('train a translator as a config file says')
    .argument('[config]', 'a config, or the name of a job; with --resume it may be left out')
    .option('-o, --out <folder>', 'the folder of the run', 'run')
    .option('-s, --set <key=value>', 'change a value of the config (again for more)', collect)
    .option('--from <checkpoint>', 'begin with the weights of this model (fine-tuning)')
    .option('--dry-run', 'tell of data, model and what a run would take, and end')
    .option('--resume', 'go on with the run in the folder')
    .option('--overwrite', 'replace the run in the folder')
    .option('--checkpoint-every <seconds>', 'longest time between checkpoints', realNumber(0), 30)
    .addHelpText('after', () => `\nJobs by name, from the folder examples\n${jobList()}${help}`);
  addBackendOption(command);
  command.action(async (name, options) => {
    const backend = backendOf(command);
    const { out, set, from, checkpointEvery } = options;
    const { dryRun = false, resume = false, overwrite = false } = options;
    if (resume && from !== undefined) {
      throw new UsageError(
        '--resume and --from exclude each other: a run goes on with its own weights',
      );
    }
    if (resume && dryRun) throw new UsageError('--resume and --dry-run exclude each other');
    if (resume && overwrite) throw new UsageError('--resume and --overwrite exclude each other');
    const path = name ?? (resume ? `${out}/config.yaml` : undefined);
    if (path === undefined) {
      throw new UsageError(
        'train needs a config file, for instance: rondo train examples/dates.yaml',
      );
    }
    const existing: ExistingRun = resume
      ? 'resume'
      : dryRun
        ? 'look'
        : overwrite
          ? 'overwrite'
          : 'refuse';
    const named = resolve(io.folder, path);
    const read = (): Promise<RunConfig> => {
      const place = configPlace(named, path, io.folder);
      return readConfig(place.file, set, place.folder);
    };
    // A folder that is opened may first put its own config in its place; the config of a new run stands elsewhere.
    const config = resume || dryRun ? undefined : await read();
    const folder = await RunFolder.open(resolve(io.folder, out), out, existing, named);
    const runConfig = config ?? (await read());
    const start = from === undefined ? {} : { from: resolve(io.folder, from) };
    if (dryRun) {
      await previewRun({ backend, config: runConfig, folder, ...start }, io);
      return finish(exitCode.done);
    }
    const run = { backend, config: runConfig, folder, resume, checkpointEvery, ...start };
    const { ending } = await trainRun(run, io);
    finish(ending === 'stopped' ? exitCode.interrupted : exitCode.done);
  });
}
