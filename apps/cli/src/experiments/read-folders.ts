import { DataError, splitImages, type ImageSize, type LabelledImages } from '@rondo/data';
import {
  readFrameFolders,
  readImageFolder,
  type FrameFolderOptions,
  type ImageSplits,
} from '@rondo/data/node';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { atPlace, CliError } from '../errors.ts';

/** How images of a folder are read and parted. */
export interface FolderOptions {
  /** The option that named the folder, for errors. */
  readonly option: '--folder' | '--frames';
  readonly size?: ImageSize | undefined;
  /** Frames of a clip; only of `--frames`. */
  readonly clipFrames?: number | undefined;
  /** Share of the test, where the folder has no `train` and `test`. */
  readonly testShare: number;
}

/** Networks pool twice, so that a position of the block is 4 x 4 pixels. */
const leastSide = 8;

/**
 * Images or clips in a folder for each class, or in `train` and `test` with a folder for each class.
 * @throws CliError naming the option, and what is wrong with which file.
 */
export async function readFolders(path: string, options: FolderOptions): Promise<ImageSplits> {
  const { option, testShare: share } = options;
  return atPlace(option, async () => {
    const isParted = (await isFolder(join(path, 'train'))) && (await isFolder(join(path, 'test')));
    if (!isParted) return splitImages(large(await read(path, options), path), { share });
    const train = large(await read(join(path, 'train'), options), path);
    const { height, width, frames, classes } = train;
    const like = { ...options, size: { height, width }, clipFrames: frames };
    return { train, test: await read(join(path, 'test'), like, classes) };
  });
}

async function read(
  path: string,
  { option, size, clipFrames }: FolderOptions,
  classes?: readonly string[],
): Promise<LabelledImages> {
  const settings: FrameFolderOptions = {
    ...(size && { size }),
    ...(classes && { classes }),
    ...(clipFrames !== undefined && { frames: clipFrames }),
  };
  try {
    return await (option === '--frames'
      ? readFrameFolders(path, settings)
      : readImageFolder(path, settings));
  } catch (error) {
    throw error instanceof DataError ? withOptions(error) : error;
  }
}

/** The same error with the options of the command in place of those of the reader. */
function withOptions(error: DataError): CliError {
  const message = error.message
    .replace('set size, so that all are resized', 'add --size 32, so that all are resized')
    .replace(
      'set frames to the number of the shortest clip',
      'add --clip-frames with the number of the shortest clip',
    );
  return new CliError(message, error);
}

function large(images: LabelledImages, path: string): LabelledImages {
  const { height, width } = images;
  if (height >= leastSide && width >= leastSide) return images;
  throw new CliError(
    `${path}: expected images of at least ${leastSide} x ${leastSide}, received ${height} x ${width}; add --size 32, so that they are enlarged`,
  );
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
