import type { Command } from '@commander-js/extra-typings';
import { drawnDigits, halfSize } from '@rondo/data';
import { readMnist, type ImageSplits } from '@rondo/data/node';
import { clipBlocks, trainClips } from '@rondo/vision-nonlocal';
import { resolve } from 'node:path';
import { exitCode } from '../errors.ts';
import { clipMaps } from '../experiments/clip-maps.ts';
import { ExperimentFolder } from '../experiments/experiment-folder.ts';
import type { Experiment, MapPicture, TrainingResult } from '../experiments/experiment.ts';
import { trainToEnd } from '../experiments/train-classifiers.ts';
import type { Io } from '../io.ts';
import { blocksOf, seedsOf } from '../options/blocks-and-seeds.ts';
import { collect, wholeNumber } from '../options/numbers.ts';
import { environment } from '../report/environment.ts';
import { stoppable } from '../stoppable.ts';

const help = `
Each clip has three digits, one red, one green, one blue, each somewhere in a frame of its own, and a last frame
all of one colour. The answer is the digit of that colour. A network that sees single frames can at best name one of the three.

The folder gets
  results.json       all numbers
  report.html        accuracy over epochs, a table, what the blocks look at; open it in a browser
  accuracy.svg       the curves alone
  maps-….png         what a block looks at in one clip

Blocks: ${clipBlocks.join(', ')}

Examples
  rondo clips --out runs/clips
  rondo clips --block all --seed 0 --seed 1 --seed 2 --digits mnist --out runs/all
`;

/** `rondo clips` */
export function clipsCommand(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('clips')
    .description('learn to relate the frames of clips, with and without a non-local block')
    .option('-b, --block <name>', 'what relates the frames, or all (again for more)', collect)
    .option('--seed <number>', 'a seed (again for more)', collect)
    .option('--digits <folder>', 'a folder with the files of MNIST; drawn digits without it')
    .option('--epochs <number>', 'epochs', wholeNumber(1), 12)
    .option('--clips <number>', 'fresh clips of an epoch', wholeNumber(1), 4000)
    .option('--test-clips <number>', 'clips of the test', wholeNumber(1), 1000)
    .option('-o, --out <folder>', 'the folder of the results', 'clips')
    .option('--overwrite', 'replace the results in the folder')
    .addHelpText('after', help)
    .action(async (options) => {
      const { epochs, clips, testClips, out, overwrite = false } = options;
      const blocks = blocksOf(options.block ?? ['none', 'embeddedGaussian'], clipBlocks);
      const seeds = seedsOf(options.seed ?? ['0']);
      const digits = await digitsOf(options.digits, io);
      const folder = await ExperimentFolder.open(io.folder, out, { overwrite });
      const results: TrainingResult[] = [];
      const pictures: MapPicture[] = [];
      const settings = { epochs, clips, testClips, digits: options.digits ?? 'drawn' };
      const code = await stoppable(io, async (signal) => {
        for (const seed of seeds) {
          for (const block of blocks) {
            const training = trainClips(digits, { block, seed, epochs, clips, testClips });
            try {
              const result = await trainToEnd(training, { block, seed }, io, signal);
              if (!result) return exitCode.interrupted;
              const maps = await clipMaps(training);
              if (maps && seed === seeds[0]) pictures.push({ title: block, png: maps.png });
              results.push(maps ? { ...result, cosineDistance: maps.cosineDistance } : result);
            } finally {
              training.loop.dispose();
              training.model.dispose();
            }
            await folder.write(experimentOf(settings, results), pictures);
          }
        }
        return exitCode.done;
      });
      if (results.length > 0) io.out.write(`Open ${folder.report} in a browser\n`);
      finish(code);
    });
}

async function digitsOf(name: string | undefined, io: Io): Promise<ImageSplits> {
  if (name === undefined) {
    return {
      train: drawnDigits({ count: 8000, seed: 1 }),
      test: drawnDigits({ count: 2000, seed: 2 }),
    };
  }
  const { train, test } = await readMnist(resolve(io.folder, name));
  return { train: halfSize(train), test: halfSize(test) };
}

function experimentOf(
  settings: Experiment['settings'],
  results: readonly TrainingResult[],
): Experiment {
  return {
    title: 'Three coloured digits and a cue',
    subtitle:
      'The class of a clip is the digit whose colour the last frame has: two frames that only belong together by what is in them.',
    settings,
    environment: environment(),
    results,
  };
}
