import type { Command } from '@commander-js/extra-typings';
import { readCifar } from '@rondo/data/node';
import { trainImages, type ImageBlock } from '@rondo/vision-nonlocal';
import { resolve } from 'node:path';
import { exitCode } from '../errors.ts';
import { ExperimentFolder } from '../experiments/experiment-folder.ts';
import type { TrainingResult } from '../experiments/experiment.ts';
import { trainToEnd } from '../experiments/train-classifiers.ts';
import type { Io } from '../io.ts';
import { blocksOf, seedsOf } from '../options/blocks-and-seeds.ts';
import { collect, wholeNumber } from '../options/numbers.ts';
import { required } from '../options/required.ts';
import { environment } from '../report/environment.ts';
import { stoppable } from '../stoppable.ts';

const blocks: readonly ImageBlock[] = [
  'none',
  'embeddedGaussian',
  'gaussian',
  'dotProduct',
  'concatenation',
];

const help = `
The folder of images holds files of the CIFAR binary format, .gz or plain: data_batch_1.bin or train….bin, and test….bin.
The folder of the results gets results.json with all numbers, and report.html.

Blocks: ${blocks.join(', ')}

Example
  rondo images --cifar cifar-10-batches-bin --seed 0 --seed 1 --seed 2 --out runs/images
`;

/** `rondo images` */
export function imagesCommand(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('images')
    .description('learn the classes of small images, with and without a non-local block')
    .option('--cifar <folder>', 'a folder with files of the CIFAR binary format')
    .option('-b, --block <name>', 'the block, none or all (again for more)', collect)
    .option('--seed <number>', 'a seed (again for more)', collect)
    .option('--epochs <number>', 'epochs', wholeNumber(1), 10)
    .option('-o, --out <folder>', 'the folder of the results', 'images')
    .option('--overwrite', 'replace the results in the folder')
    .addHelpText('after', help)
    .action(async (options) => {
      const { epochs, out, overwrite = false } = options;
      const name = required(options.cifar, '--cifar', 'a folder of CIFAR files');
      const chosen = blocksOf(options.block ?? ['none', 'embeddedGaussian'], blocks);
      const seeds = seedsOf(options.seed ?? ['0']);
      const images = await readCifar(resolve(io.folder, name));
      const folder = await ExperimentFolder.open(io.folder, out, { overwrite });
      const results: TrainingResult[] = [];
      const counts = { train: images.train.count, test: images.test.count };
      const code = await stoppable(io, async (signal) => {
        for (const seed of seeds) {
          for (const block of chosen) {
            const training = trainImages(images, { block, seed, epochs });
            try {
              const result = await trainToEnd(training, { block, seed }, io, signal);
              if (!result) return exitCode.interrupted;
              results.push(result);
            } finally {
              training.loop.dispose();
              training.model.dispose();
            }
            await folder.write(
              {
                title: 'Images with and without a non-local block',
                subtitle: `A small convolutional network on ${counts.train} images, judged on ${counts.test}.`,
                settings: { cifar: name, epochs, ...counts },
                environment: environment(),
                results,
              },
              [],
            );
          }
        }
        return exitCode.done;
      });
      if (results.length > 0) io.out.write(`Open ${folder.report} in a browser\n`);
      finish(code);
    });
}
