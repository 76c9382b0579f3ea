import type { Command } from '@commander-js/extra-typings';
import { explainFileError, pairFilesOf } from '@rondo/data/node';
import { existsSync } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { atPlace, exitCode } from '../errors.ts';
import { weightsFile } from '../export/exported-files.ts';
import { inspectCheckpoint } from '../inspection/inspect-checkpoint.ts';
import {
  inspectConfig,
  inspectDataFolder,
  inspectPairs,
  inspectText,
} from '../inspection/inspect-data.ts';
import { inspectExport } from '../inspection/inspect-export.ts';
import { inspectRun } from '../inspection/inspect-run.ts';
import type { Io } from '../io.ts';

const help = `
A model or checkpoint: tokenisers and vocabularies, parameters by module, where training stood, config.
The folder of a run: its files, and how training went. The folder of an exported model: its files and the model.
A config, a folder of data, a .tsv or .jsonl file: what the data is like: duplicates, test sentences that are in
the training data, lengths, unknown words. Any other file is text of one sentence a line: lines, repeated ones, lengths.

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
  if (entry.isDirectory()) return inspectedFolder(path, name);
  // The config of an exported model tells less than its folder.
  if (basename(path) === 'config.json' && existsSync(join(dirname(path), weightsFile))) {
    return inspectedFolder(dirname(path), dirname(name));
  }
  if (/\.(?:ya?ml|json)$/u.test(path)) return inspectConfig(path);
  if (/\.(?:tsv|jsonl|ndjson)(?:\.gz)?$/u.test(path)) return inspectPairs(pairFilesOf(path));
  const isTensors = path.endsWith('.safetensors') || (await startsAsTensors(path));
  if (!isTensors) return inspectText(path);
  return atPlace(path, async () => inspectCheckpoint(await readFile(path)));
}

function inspectedFolder(path: string, name: string): Promise<string> {
  const has = (file: string): boolean => existsSync(join(path, file));
  if (['metrics.jsonl', 'last.safetensors', 'best.safetensors'].some(has)) {
    return inspectRun(path, name);
  }
  return has(weightsFile) ? atPlace(path, () => inspectExport(path)) : inspectDataFolder(path);
}

/** Whether a file begins as safetensors do, with the length of a header, 8 bytes, and a brace. */
async function startsAsTensors(path: string): Promise<boolean> {
  const file = await open(path).catch(async (error: unknown) => {
    throw await explainFileError(path, error);
  });
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(9), 0, 9, 0);
    return bytesRead === 9 && buffer[7] === 0 && buffer[8] === 0x7b;
  } finally {
    await file.close();
  }
}
