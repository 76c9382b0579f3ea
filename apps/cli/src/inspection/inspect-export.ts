import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { weightsFile } from '../export/exported-files.ts';
import { inspectCheckpoint } from './inspect-checkpoint.ts';
import { filesOf } from './files-of.ts';

/** What the folder of an exported model holds, and what the model is. */
export async function inspectExport(path: string): Promise<string> {
  const { lines } = await filesOf(path);
  const model = await inspectCheckpoint(await readFile(join(path, weightsFile)));
  return `the folder of an exported model\n\nFiles\n${lines.join('\n')}\n\n${weightsFile}: ${model}`;
}
