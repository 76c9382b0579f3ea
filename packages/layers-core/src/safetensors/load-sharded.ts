import { scope, type Tensor } from '@rondo/tensor';
import { SafetensorsError } from './error.ts';
import { load, type Loaded } from './load.ts';

/**
 * Reads a model that lies in several safetensors files, all or nothing, by its index (`model.safetensors.index.json`, as bytes
 * or text): `{ weight_map: { name: file } }`.
 *
 * `read` gets the bytes of a file by the name that the index gives it, never a path to another folder.
 * Source: huggingface/transformers, "Sharded checkpoints".
 * @throws SafetensorsError when the index is damaged, or a file has not exactly the tensors that the index says.
 */
export async function loadSharded(
  index: Uint8Array | string,
  read: (file: string) => Promise<Uint8Array>,
): Promise<Loaded> {
  const files = filesOf(index);
  const contents = await Promise.all([...files.keys()].map(read));
  const tensors = scope(() => {
    const all: [name: string, tensor: Tensor][] = [];
    for (const [at, [file, names]] of [...files].entries()) {
      const found = load(contents[at]!).tensors;
      checkNames(file, names, Object.keys(found));
      all.push(...Object.entries(found));
    }
    return Object.fromEntries(all);
  });
  return { tensors, metadata: {} };
}

/** The files that the index names, each with the names of its tensors. */
function filesOf(index: Uint8Array | string): Map<string, string[]> {
  let parsed: unknown;
  try {
    const text =
      typeof index === 'string' ? index : new TextDecoder('utf-8', { fatal: true }).decode(index);
    parsed = JSON.parse(text);
  } catch (error) {
    throw fault(`the index is not JSON (${String(error)})`);
  }
  const map = isRecord(parsed) ? parsed['weight_map'] : undefined;
  if (!isRecord(map)) {
    throw fault('the index has no weight_map of tensor names to files');
  }
  const files = new Map<string, string[]>();
  for (const [name, file] of Object.entries(map)) {
    if (typeof file !== 'string' || /^\.*$|[/\\:\0]/.test(file)) {
      throw fault(
        `the index has the file ${JSON.stringify(file)} for tensor '${name}', expected the plain name of a file beside it`,
        { name, file },
      );
    }
    const names = files.get(file);
    if (names) names.push(name);
    else files.set(file, [name]);
  }
  return files;
}

function checkNames(file: string, expected: readonly string[], found: readonly string[]): void {
  const [wanted, present] = [new Set(expected), new Set(found)];
  const missing = expected.filter((name) => !present.has(name));
  const unexpected = found.filter((name) => !wanted.has(name));
  if (missing.length + unexpected.length === 0) return;
  const lines = [
    ...missing.map((name) => `missing ${name}`),
    ...unexpected.map((name) => `unexpected ${name}`),
  ];
  throw fault(
    `the file ${file} does not have the tensors that the index says; take all files of one model`,
    { file, missing, unexpected },
    `\n  ${lines.join('\n  ')}`,
  );
}

function fault(
  problem: string,
  facts: Readonly<Record<string, unknown>> = {},
  list = '',
): SafetensorsError {
  return new SafetensorsError(
    `safetensors.loadSharded: ${problem}; nothing was loaded${list}`,
    facts,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
