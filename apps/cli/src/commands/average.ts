import type { Command } from '@commander-js/extra-typings';
import { encodePairs } from '@rondo/data';
import { explainFileError } from '@rondo/data/node';
import { averageCheckpoints, saveCheckpoint, validate, type ModelCheckpoint } from '@rondo/seq2seq';
import { RondoError } from '@rondo/tensor';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { withAbsolutePaths } from '../config/config-paths.ts';
import { hasPositions } from '../data/has-positions.ts';
import { loadData } from '../data/load-data.ts';
import { batchesOf } from '../evaluation/evaluate-model.ts';
import { atPlace, CliError, exitCode, UsageError } from '../errors.ts';
import { writeFileAtomic } from '../folder/atomic-write.ts';
import { requireFreeTarget } from '../folder/free-target.ts';
import type { Io } from '../io.ts';
import { required } from '../options/required.ts';
import { formatNumber } from '../progress/format.ts';
import { loadModelOnly } from '../training/load-model.ts';

const help = `
The parameters of the result are the means of those of the checkpoints, which must be of one run: same model,
same vocabularies. With training.keepBest: 5 a run keeps its five best models. Average the last three to five checkpoints of the flat end of a run; the mean of a short
run is worse than its best checkpoint. --validate tells, and --if-better keeps the result only where it is.

Examples
  rondo average run/step-4000.safetensors run/step-5000.safetensors --out average.safetensors
  rondo average run/step-*.safetensors --out average.safetensors --if-better
`;

/** `rondo average` */
export function averageCommand(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('average')
    .description('make one model of several checkpoints of a run')
    .argument('<checkpoints...>', 'two or more')
    .option('-o, --out <file>', 'the new model file')
    .option('--overwrite', 'replace a file that is there')
    .option('--validate', 'measure all of them on the validation data of their config')
    .option(
      '--if-better',
      'write the average only where it is better than each of them on that data',
    )
    .addHelpText('after', help)
    .action(async (checkpoints, options) => {
      const out = required(options.out, '--out', 'the new model file');
      const { overwrite = false, validate: measures = false, ifBetter = false } = options;
      const paths = checkpoints.map((path) => resolve(io.folder, path));
      if (paths.length < 2) throw new UsageError('name two checkpoints or more');
      const path = resolve(io.folder, out);
      await requireFreeTarget(path, { name: out, inputs: paths, overwrite });
      const average = await averageOf(paths, checkpoints);
      try {
        if (measures || ifBetter) {
          const better = await compare(average, paths, checkpoints, io);
          if (ifBetter && !better) {
            throw new CliError(
              `the average is no better, so ${out} was not written; take the best of the checkpoints`,
            );
          }
        }
        await writeFileAtomic(path, await saveCheckpoint(average));
        io.out.write(`Wrote the average of ${paths.length} checkpoints to ${out}\n`);
      } finally {
        average.model.dispose();
      }
      finish(exitCode.done);
    });
}

/** Reads one file after the other; a fault names the file. */
async function averageOf(
  paths: readonly string[],
  names: readonly string[],
): Promise<ModelCheckpoint> {
  let at = -1;
  async function* files(): AsyncGenerator<Uint8Array> {
    for (const path of paths) {
      at += 1;
      yield await readFile(path).catch(async (error: unknown) => {
        throw await explainFileError(path, error);
      });
    }
  }
  try {
    return await averageCheckpoints(files());
  } catch (error) {
    if (!(error instanceof RondoError)) throw error;
    throw new CliError(`${names[at]}: ${error.message}`, error);
  }
}

/** Tells the validation losses; whether the average has the lowest. */
async function compare(
  average: ModelCheckpoint,
  paths: readonly string[],
  names: readonly string[],
  io: Io,
): Promise<boolean> {
  const { data } = withAbsolutePaths(average.config, dirname(paths[0]!));
  const { validation } = await atPlace('the validation data of the config', () => loadData(data));
  const lossOf = async ({ model, codec, config }: ModelCheckpoint): Promise<number> =>
    (
      await validate(
        model,
        batchesOf(encodePairs(validation, codec).filter(hasPositions(model)), config),
      )
    ).loss;
  const width = Math.max(...names.map(({ length }) => length));
  const tell = (name: string, loss: number): void =>
    io.out.write(`${name.padEnd(width)}  validation loss ${formatNumber(loss)}\n`);
  const losses: number[] = [];
  for (const [n, path] of paths.entries()) {
    const one = await loadModelOnly(path);
    try {
      losses.push(await lossOf(one));
    } finally {
      one.model.dispose();
    }
    tell(names[n]!, losses.at(-1)!);
  }
  const mean = await lossOf(average);
  tell('average', mean);
  return mean < Math.min(...losses);
}
