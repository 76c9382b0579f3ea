import type { Command } from '@commander-js/extra-typings';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { addBackendOption, backendOf } from '../../backend/backend-option.ts';
import { openBackend } from '../../backend/open-backend.ts';
import { readConfigTree } from '../../config/read-config.ts';
import { configPlace, jobList } from '../../config/shipped-jobs.ts';
import { parseEmbedConfig, withPaths, type EmbedConfig } from '../../embed/embed-config.ts';
import { trainVectors } from '../../embed/train-vectors.ts';
import { vectorFileOf } from '../../embed/vector-file.ts';
import { atPlace, CliError, exitCode, UsageError } from '../../errors.ts';
import { requireFreeTarget } from '../../folder/free-target.ts';
import { RunFolder } from '../../folder/run-folder.ts';
import type { Io } from '../../io.ts';
import { collect, realNumber } from '../../options/numbers.ts';

const help = `
The config is a YAML or JSON file, or the name of a job that comes with the command:

  data: { text: corpus.txt, column: 2, punctuation: false }   # .gz too; column and punctuation may be left out
  tokenizer: { kind: chinese, unit: characters }              # whitespace, words, characters, chinese, moses
  vocabulary: { minCount: 5, maxWords: 50000 }
  phrases: { minCount: 5, threshold: 100, passes: 1 }         # join pairs such as new_york; mostly left out
  initial: runs/words                                         # vectors to begin with, a file or a run; mostly left out
  training: { architecture: cbow, objective: negativeSampling, dimensions: 100, window: 5, epochs: 5, seed: 1 }

Paths in it, those of --set too, count from the folder of the config. Several threads share the work only with training.racing: true.

The folder of the run gets
  config.yaml          everything the run was told, defaults filled in
  last.safetensors     where training stands, to go on from with --resume
  metrics.jsonl        one line per step
  vectors.safetensors  at the end: vectors and what predicts from them, for the other commands of rondo embed

Ctrl-C stops after the current step with a checkpoint; a second one stops at once.

Examples
  rondo embed train corpus.yaml --out runs/words --set training.dimensions=200
  rondo embed train song-poems --out runs/poems --text poems.vec
  rondo embed train --out runs/poems --resume
  rondo embed train --out runs/poems --resume --set training.epochs=10
  rondo embed train more.yaml --out runs/more --set initial=runs/words
`;

const least = 'data: { text: corpus.txt }';

/** `rondo embed train` */
export function trainVectorsCommand(embed: Command, io: Io, finish: (code: number) => void): void {
  const command = embed
    .command('train')
    .description('learn vectors of words as a config file says')
    .argument('[config]', 'a config, or the name of a job; with --resume it may be left out')
    .option('-o, --out <folder>', 'the folder of the run', 'run')
    .option('-s, --set <key=value>', 'change a value of the config (again for more)', collect)
    .option('--text <file>', 'write the vectors in the text form of word2vec, too')
    .option('--resume', 'go on with the run in the folder')
    .option('--overwrite', 'replace the run in the folder, and the file of --text')
    .option('--checkpoint-every <seconds>', 'longest time between checkpoints', realNumber(0), 30)
    .addHelpText(
      'after',
      () => `\nJobs by name, from the folder examples/embed\n${jobList('embed')}${help}`,
    );
  addBackendOption(command);
  command.action(async (name, { out, set = [], text, checkpointEvery, ...flags }) => {
    const backend = backendOf(command);
    const { resume = false, overwrite = false } = flags;
    if (resume && overwrite) throw new UsageError('--resume and --overwrite exclude each other');
    const path = name ?? (resume ? `${out}/config.yaml` : undefined);
    if (path === undefined) {
      throw new UsageError(
        'embed train needs a config file, for instance: rondo embed train song-poems',
      );
    }
    const named = resolve(io.folder, path);
    const existing = resume ? 'resume' : overwrite ? 'overwrite' : 'refuse';
    const read = async (): Promise<EmbedConfig> => {
      const place = configPlace(named, path, io.folder, 'embed');
      const tree = await readConfigTree(place.file, set, least);
      const config = await atPlace(place.file, () => parseEmbedConfig(tree));
      return withPaths(config, (file) => resolve(place.folder, file));
    };
    // A folder that is opened may first put its own config in its place; the config of a new run stands elsewhere.
    const early = resume ? undefined : await read();
    const folder = await RunFolder.open(resolve(io.folder, out), out, existing, named);
    await requireOwnVectors(folder);
    const config = early ?? (await read());
    const target = text === undefined ? undefined : resolve(io.folder, text);
    if (text !== undefined) {
      const inputs = [...config.data.text, config.initial ?? [], vectorFileOf(folder.path)].flat();
      const again = {
        name: text,
        inputs,
        overwrite: overwrite || resume,
        option: '--text',
      } as const;
      await requireFreeTarget(target!, again);
    }
    const settle = await openBackend(backend, io);
    const run = { config, folder, resume, checkpointEvery, settle };
    const ending = await trainVectors(
      { ...run, ...(target !== undefined && { text: target }) },
      io,
    );
    finish(ending === 'stopped' ? exitCode.interrupted : exitCode.done);
  });
}

/** Vectors in a folder without a run are the user's. */
async function requireOwnVectors(folder: RunFolder): Promise<void> {
  if (folder.holdsRun) return;
  const found = await stat(vectorFileOf(folder.path)).catch(() => undefined);
  if (!found) return;
  throw new CliError(
    `${vectorFileOf(folder.name)} is there and of no run; move it to another place, or name another folder with --out`,
  );
}
