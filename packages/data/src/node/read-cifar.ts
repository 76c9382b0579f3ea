import { basename, join } from 'node:path';
import { DataError } from '../errors.ts';
import { cifarImages, type CifarOptions } from '../images/cifar.ts';
import { joinImages, type LabelledImages } from '../images/labelled-images.ts';
import { readBytes } from './read-bytes.ts';
import { filesOf, type ImageSplits } from './read-digits.ts';

/**
 * Reads a folder with files of the CIFAR binary format, `.gz` or plain: those to learn from are called `data_batch_1.bin` or begin with
 * `train`, those of the test begin with `test`.
 * @throws DataError where there are none, or one is damaged.
 */
export async function readCifar(
  folder: string,
  options: Pick<CifarOptions, 'kind' | 'classes'> = {},
): Promise<ImageSplits> {
  const names = await filesOf(folder);
  const read = async (start: RegExp): Promise<LabelledImages | undefined> => {
    const own = names.filter((name) => start.test(name) && /\.bin(\.gz)?$/u.test(name));
    const parts = await Promise.all(
      own.map(async (name) => {
        const path = join(folder, name);
        return cifarImages(await readBytes(path), { ...options, name: path });
      }),
    );
    return parts.length > 0 ? joinImages(parts) : undefined;
  };
  const [train, test] = await Promise.all([read(/^(?:data_batch|train)/u), read(/^test/u)]);
  if (train && test) return { train, test };
  throw new DataError(
    `${folder}: expected data_batch_….bin or train….bin, and test….bin, found ${
      names
        .slice(0, 8)
        .map((name) => basename(name))
        .join(', ') || 'nothing'
    }`,
    { folder, found: names },
  );
}
