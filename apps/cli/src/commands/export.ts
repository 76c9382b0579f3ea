import type { Command } from '@commander-js/extra-typings';
import { saveCheckpoint, type ModelCheckpoint } from '@rondo/seq2seq';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CliError, exitCode } from '../errors.ts';
import { exportedFiles, weightsFile } from '../export/exported-files.ts';
import { writeFileAtomic } from '../folder/atomic-write.ts';
import { requireFreeTarget } from '../folder/free-target.ts';
import { makeFolder, removeFolders } from '../folder/make-folder.ts';
import { formatBytes } from '../progress/format.ts';
import type { Io } from '../io.ts';
import { required } from '../options/required.ts';
import { loadModelOnly } from '../training/load-model.ts';

const help = `
A name that ends in .safetensors: one file with weights, config, tokenisers and vocabularies, which rondo, Node and
the browser load. Any other name: a folder with that file and, for other programs, config, vocabularies and tokenisers as
JSON and text, and a README that says how to load them. What only training needs is left out in both.

Examples
  rondo export --model run/last.safetensors --out model.safetensors
  rondo export --model run/best.safetensors --out exported
`;

/** `rondo export` */
export function exportCommand(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('export')
    .description('write a model for other programs and the browser')
    .option('-m, --model <file>', 'a checkpoint, such as run/best.safetensors')
    .option('-o, --out <file or folder>', 'where to write')
    .option('--overwrite', 'replace what is there')
    .addHelpText('after', help)
    .action(async ({ overwrite = false, ...options }) => {
      const model = required(
        options.model,
        '--model',
        'a checkpoint, such as run/best.safetensors',
      );
      const out = required(options.out, '--out', 'where to write');
      const path = resolve(io.folder, out);
      const input = resolve(io.folder, model);
      const isFile = out.endsWith('.safetensors');
      const weights = isFile ? out : join(out, weightsFile);
      await requireFreeTarget(resolve(io.folder, weights), {
        name: weights,
        inputs: [input],
        // A folder is asked below.
        overwrite: overwrite || !isFile,
      });
      const checkpoint = await loadModelOnly(input);
      try {
        const lines = isFile
          ? [await exportFile(checkpoint, path)]
          : await exportFolder(checkpoint, path, { overwrite });
        io.out.write(`Wrote ${out}\n${lines.map((line) => `  ${line}\n`).join('')}`);
      } finally {
        checkpoint.model.dispose();
      }
      finish(exitCode.done);
    });
}

async function exportFile(checkpoint: ModelCheckpoint, path: string): Promise<string> {
  const bytes = await saveCheckpoint(checkpoint);
  await writeFileAtomic(path, bytes);
  return `${formatBytes(bytes.length)}: weights, config, tokenisers and vocabularies in one file`;
}

/** @returns what was written, a line for each file. */
async function exportFolder(
  checkpoint: ModelCheckpoint,
  path: string,
  { overwrite }: { readonly overwrite: boolean },
): Promise<string[]> {
  const made = await makeFolder(path);
  try {
    if (!overwrite && (await readdir(path)).length > 0) {
      throw new CliError(`${path} is not empty; add --overwrite, or name another with --out`);
    }
    const files = await exportedFiles(checkpoint);
    for (const { name, content } of files) await writeFileAtomic(join(path, name), content);
    const width = Math.max(...files.map(({ name }) => name.length));
    return files.map(({ name, content, explanation }) => {
      const size = formatBytes(Buffer.byteLength(content));
      return `${name.padEnd(width)}  ${size.padStart(8)}  ${explanation}`;
    });
  } catch (error) {
    await removeFolders(made);
    throw error;
  }
}
