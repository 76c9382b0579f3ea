import type { ImageSize } from '@rondo/data';
import { readCifar, type ImageSplits } from '@rondo/data/node';
import { trainImages, type ImageBlock, type ImageTraining } from '@rondo/vision-nonlocal';
import { resolve } from 'node:path';
import { atPlace, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { required } from '../options/required.ts';
import { dataFingerprint } from './data-fingerprint.ts';
import { readFolders } from './read-folders.ts';
import type { Plan } from './run-experiment.ts';
import { givenOf, type TrainingOptions } from './training-options.ts';

/** The options of `rondo images` that say what the images are. */
export interface ImageOptions extends TrainingOptions {
  readonly cifar?: string | undefined;
  readonly folder?: string | undefined;
  readonly size?: ImageSize | undefined;
  readonly testShare?: number | undefined;
}

type Source = Pick<Plan<ImageBlock, ImageTraining>, 'train' | 'description'>;

/**
 * Images of CIFAR files, or of the user's own folder.
 * @throws UsageError for options that do not belong together; CliError and DataError for files.
 */
export async function imageSource(options: ImageOptions, io: Io): Promise<Source> {
  const { cifar, folder } = options;
  const given = givenOf(options);
  const images = await read(options, io);
  const { train, test } = images;
  const counts = { train: train.count, test: test.count };
  return {
    train: ({ block, seed }) => trainImages(images, { block, seed, ...given }),
    description: {
      title: 'Images with and without a non-local block',
      subtitle: `A small convolutional network on ${train.count} images of ${train.classes.length} classes, judged on ${test.count}.`,
      settings: {
        ...(folder === undefined ? { cifar: cifar! } : { folder }),
        ...given,
        ...counts,
        sizes: `${train.height} x ${train.width}`,
        data: dataFingerprint(images),
      },
    },
  };
}

async function read(
  { cifar, folder, size, testShare }: ImageOptions,
  io: Io,
): Promise<ImageSplits> {
  if (folder !== undefined) {
    if (cifar !== undefined) {
      throw new UsageError('--cifar and --folder both name images; leave one of them out');
    }
    const path = resolve(io.folder, folder);
    return readFolders(path, { option: '--folder', size, testShare: testShare ?? 0.2 });
  }
  const name = required(
    cifar,
    '--folder or --cifar',
    'a folder of images for each class, or one of CIFAR files,',
  );
  if (size !== undefined || testShare !== undefined) {
    throw new UsageError(
      'CIFAR files have their size and their test; leave --size and --test-share out',
    );
  }
  return atPlace('--cifar', () => readCifar(resolve(io.folder, name)));
}
