import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../errors.ts';
import { idxImages, type IdxNames } from '../images/idx.ts';
import { sliceImages, type LabelledImages } from '../images/labelled-images.ts';
import { explainFolderError } from './file-errors.ts';
import { readBytes } from './read-bytes.ts';

/** Images to learn from, and images to be judged by. */
export interface ImageSplits {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
}

/** Reads images and labels of two IDX files, `.gz` or plain. */
export async function readIdxImages(
  images: string,
  labels: string,
  options: Pick<IdxNames, 'classes'> = {},
): Promise<LabelledImages> {
  const [pictures, numbers] = await Promise.all([images, labels].map(readBytes));
  return idxImages(pictures!, numbers!, { ...options, images, labels });
}

/**
 * Reads a folder with the files of MNIST (`train-images-idx3-ubyte`, …, with or without `.gz`). Where the test files alone are there, the
 * first four fifths of them are to learn from and the rest is the test.
 * @throws DataError where files are missing, damaged or do not belong together.
 */
export async function readMnist(folder: string): Promise<ImageSplits> {
  const names = await filesOf(folder);
  const find = (start: string): string | undefined => {
    const pattern = new RegExp(`^${start}[-.]idx\\d-ubyte(\\.gz)?$`, 'u');
    const found = names.find((name) => pattern.test(name));
    return found === undefined ? undefined : join(folder, found);
  };
  const read = async (part: string): Promise<LabelledImages | undefined> => {
    const [images, labels] = [find(`${part}-images`), find(`${part}-labels`)];
    return images && labels ? readIdxImages(images, labels) : undefined;
  };
  const [train, test] = await Promise.all([read('train'), read('t10k')]);
  if (!test) {
    throw new DataError(
      `${folder}: expected t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, or both with .gz, found ${names.slice(0, 8).join(', ') || 'nothing'}`,
      { folder, found: names },
    );
  }
  if (train) return { train, test };
  const middle = Math.floor((4 * test.count) / 5);
  return { train: sliceImages(test, 0, middle), test: sliceImages(test, middle, test.count) };
}

/** The names in a folder, sorted. */
export async function filesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    throw await explainFolderError(folder, error);
  }
}
