import { drawnDigits, halfSize, type ImageSize } from '@rondo/data';
import { readMnist, type ImageSplits } from '@rondo/data/node';
import {
  trainClips,
  trainFrames,
  type ClipBlock,
  type ClipNetwork,
  type ClipTraining,
} from '@rondo/vision-nonlocal';
import { resolve } from 'node:path';
import { atPlace, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { dataFingerprint } from './data-fingerprint.ts';
import { readFolders } from './read-folders.ts';
import type { Plan } from './run-experiment.ts';
import { givenOf, type TrainingOptions } from './training-options.ts';
import type { Training } from './training.ts';

/** The options of `rondo clips` that say what the clips are. */
export interface ClipOptions extends TrainingOptions {
  readonly digits?: string | undefined;
  readonly frames?: string | undefined;
  readonly size?: ImageSize | undefined;
  readonly clipFrames?: number | undefined;
  readonly testShare?: number | undefined;
  readonly clips?: number | undefined;
  readonly testClips?: number | undefined;
}

/** Fewer clips than five batches teach nothing, and fewer than a hundred tell no percent. */
const least = { clips: 160, testClips: 100 };

/** A training of clips, whatever its network. */
export type AnyClipTraining = Training & Pick<ClipTraining<ClipNetwork>, 'model' | 'testClips'>;

type Source = Pick<Plan<ClipBlock, AnyClipTraining>, 'train' | 'description'>;

/**
 * Clips of coloured digits, or the user's own.
 * @throws UsageError for options that do not belong together; CliError and DataError for files.
 */
export async function clipSource(options: ClipOptions, io: Io): Promise<Source> {
  const { frames } = options;
  if (frames === undefined) return digitClips(options, io);
  refuse(options, ['digits', 'clips', 'testClips'], '--frames', 'coloured digits');
  const { size, clipFrames, testShare = 0.2 } = options;
  const given = givenOf(options);
  const path = resolve(io.folder, frames);
  const splits = await readFolders(path, { option: '--frames', size, clipFrames, testShare });
  const { train, test } = splits;
  return {
    train: ({ block, seed }) => trainFrames(splits, { block, seed, ...given }),
    description: {
      title: 'Clips with and without a non-local block',
      subtitle: `A small network that is blind to time but for its block, on ${train.count} clips of ${train.classes.length} classes, judged on ${test.count}.`,
      settings: {
        frames,
        ...given,
        train: train.count,
        test: test.count,
        sizes: `${train.frames} x ${train.height} x ${train.width}`,
        data: dataFingerprint(splits),
      },
    },
  };
}

async function digitClips(
  { clips = 4000, testClips = 1000, digits, ...rest }: ClipOptions,
  { folder }: Io,
): Promise<Source> {
  const others = ['size', 'clipFrames', 'testShare', 'network'] as const;
  refuse(rest, others, 'coloured digits', '--frames');
  const given: Omit<ReturnType<typeof givenOf>, 'network'> = givenOf(rest);
  atLeast('--clips', clips, least.clips, 'five steps of 32');
  atLeast('--test-clips', testClips, least.testClips, 'steps of a percent');
  const images = await digitsOf(digits, folder);
  return {
    train: ({ block, seed }) => trainClips(images, { block, seed, ...given, clips, testClips }),
    description: {
      title: 'Three coloured digits and a cue',
      subtitle:
        'The class of a clip is the digit whose colour the last frame has: two frames that only belong together by what is in them.',
      settings: {
        ...given,
        clips,
        testClips,
        digits: digits ?? 'drawn',
        data: dataFingerprint(images),
      },
    },
  };
}

async function digitsOf(name: string | undefined, folder: string): Promise<ImageSplits> {
  if (name === undefined) {
    return {
      train: drawnDigits({ count: 8000, seed: 1 }),
      test: drawnDigits({ count: 2000, seed: 2 }),
    };
  }
  const { train, test } = await atPlace('--digits', () => readMnist(resolve(folder, name)));
  return { train: halfSize(train), test: halfSize(test) };
}

/** @throws UsageError where an option is given that only another kind of clips has. */
function refuse(
  options: ClipOptions,
  names: readonly (keyof ClipOptions)[],
  here: string,
  there: string,
): void {
  for (const name of names) {
    if (options[name] === undefined) continue;
    const option = `--${name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new UsageError(`${option} belongs to ${there}, not to ${here}; leave one of them out`);
  }
}

function atLeast(option: string, value: number, minimum: number, what: string): void {
  if (value >= minimum) return;
  throw new UsageError(`${option}: expected ${minimum} or more, ${what}, received ${value}`);
}
