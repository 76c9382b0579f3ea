import { Mistake, mistakeIn } from './mistake.ts';

/** The pages that open files of their own. */
export type FilePage = 'translate' | 'words' | 'nonLocal' | 'recurrent';

/** Errors about what a file holds, by name: those of the packages, and of JSON in it. */
const aboutContents = new Set([
  'SafetensorsError',
  'CheckpointError',
  'ClassifierCheckpointError',
  'StateDictError',
  'OptimizerStateError',
  'DataError',
  'ConfigError',
  'TrainingError',
  'ShapeError',
  'DTypeError',
  'RangeFault',
  'RondoError',
  'SyntaxError',
]);

/**
 * What `open` makes of a file of this page.
 * @throws Mistake for a file of another page, of another kind, or a damaged one.
 */
export async function openedFile<Opened>(
  page: FilePage,
  bytes: Uint8Array,
  open: () => Opened | Promise<Opened>,
): Promise<Opened> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof Error) || !isAboutContents(error)) throw error;
    const from = pageOf(bytes);
    if (from === page) throw new Mistake('damagedFile');
    throw from ? new Mistake('fileOfPage', from) : new Mistake('wrongFile');
  }
}

function isAboutContents(error: Error): boolean {
  return aboutContents.has(error.name) || mistakeIn(error)?.kind === 'wrongFile';
}

/** The page that a file was downloaded from, as far as its metadata tell. */
function pageOf(bytes: Uint8Array): FilePage | undefined {
  const { format, words, settings, step } = metadataOf(bytes);
  if (format === 'rondo-seq2seq') return 'translate';
  if (format === 'rondo-classifier') return 'nonLocal';
  if (words !== undefined) return 'words';
  return settings !== undefined && step !== undefined ? 'recurrent' : undefined;
}

/** Those of a safetensors file: its header is JSON behind 8 bytes that tell how long it is; nothing for any other file. */
function metadataOf(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  if (bytes.length < 8) return {};
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(bytes.length - 8)) return {};
  try {
    const header: unknown = JSON.parse(
      new TextDecoder().decode(bytes.subarray(8, 8 + Number(length))),
    );
    const { __metadata__: metadata = {} } = header as Readonly<Record<string, object>>;
    return metadata as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
