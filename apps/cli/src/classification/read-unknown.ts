import { decodeImage, fitImage } from '@rondo/data';
import { readBytes, readFrames } from '@rondo/data/node';
import type { TrainedClassifier, UnlabelledImages } from '@rondo/vision-nonlocal';

/**
 * An image, or the folder of a clip's frames, as a network takes it.
 * @throws DataError naming what is missing or damaged.
 */
export async function readUnknown(
  path: string,
  { sizes }: Pick<TrainedClassifier, 'sizes'>,
): Promise<UnlabelledImages> {
  const { height, width, frames } = sizes;
  const channels = sizes.channels === 1 ? 1 : 3;
  const size = { height, width };
  if (frames !== undefined) return readFrames(path, { size, channels, frames });
  const decoded = await decodeImage(await readBytes(path), { name: path, channels });
  return { count: 1, ...fitImage(decoded, size) };
}
