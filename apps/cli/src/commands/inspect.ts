import type { Command } from '@commander-js/extra-typings';
import { explainFileError, pairFilesOf } from '@rondo/data/node';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { atPlace, exitCode } from '../errors.ts';
import { inspectCheckpoint } from '../inspection/inspect-checkpoint.ts';
import { inspectConfig, inspectDataFolder, inspectPairs } from '../inspection/inspect-data.ts';
import { inspectRun } from '../inspection/inspect-run.ts';
import type { Io } from '../io.ts';

const help = `
A model or checkpoint: tokenisers and vocabularies, parameters by module, where training stood, config.
The folder of a run: its files, and how training went.
A config, a folder of data, a .tsv or .jsonl file: what the data is like: duplicates, test sentences that are in
the training data, lengths, unknown words.

Examples
  rondo inspect run/best.safetensors
  rondo inspect run
  rondo inspect examples/own-files.yaml
  rondo inspect data/multi30k
`;

/** `rondo inspect` */
export function inspectCommand(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('inspect')
    .description('tell what a model, a run, a config or data is')
    .argument('<path>', 'a file or folder')
    .addHelpText('after', help)
    .action(async (name) => {
      io.out.write(`${name}: ${await inspected(resolve(io.folder, name), name)}`);
      finish(exitCode.done);
    });
}

async function inspected(path: string, name: string): Promise<string> {
  const entry = await stat(path).catch(async (error: unknown) => {
    throw await explainFileError(path, error);
  });
  if (entry.isDirectory()) {
    const isRun = ['metrics.jsonl', 'last.safetensors', 'best.safetensors'].some((file) =>
      existsSync(join(path, file)),
    );
    return isRun ? inspectRun(path, name) : inspectDataFolder(path);
  }
  if (/\.(?:ya?ml|json)$/u.test(path)) return inspectConfig(path);
  if (/\.(?:tsv|jsonl|ndjson)(?:\.gz)?$/u.test(path)) return inspectPairs(pairFilesOf(path));
  return atPlace(path, async () => inspectCheckpoint(await readFile(path)));
}
