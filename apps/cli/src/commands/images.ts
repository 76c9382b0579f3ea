import type { Command } from '@commander-js/extra-typings';
import type { ImageBlock, ImageClassifier } from '@rondo/vision-nonlocal';
import { ExperimentFolder } from '../experiments/experiment-folder.ts';
import { imageSource, type ImageTraining } from '../experiments/image-source.ts';
import { runExperiment } from '../experiments/run-experiment.ts';
import type { Io } from '../io.ts';
import { blocksOf, seedsOf } from '../options/blocks-and-seeds.ts';
import { imageSize } from '../options/image-size.ts';
import { collect, numberAbove, wholeNumber } from '../options/numbers.ts';

const blocks: readonly ImageBlock[] = [
  'none',
  'embeddedGaussian',
  'gaussian',
  'dotProduct',
  'concatenation',
];

const help = `
--folder names your own images: DIR/class/image.png (or .jpg, .jpeg), of each class a fifth for the test; or the same in
DIR/train and DIR/test. All need one size, unless --size resizes them: so that they cover it, cropped around their middle.

--cifar names files of the CIFAR binary format, .gz or plain: data_batch_1.bin or train….bin, and test….bin.

The folder of the results gets results.json with all numbers, and report.html.

Blocks: ${blocks.join(', ')}

Examples
  rondo images --folder leaves --size 32 --out runs/leaves
  rondo images --cifar cifar-10-batches-bin --seed 0 --seed 1 --seed 2 --out runs/images
`;

/** `rondo images` */
export function imagesCommand(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('images')
    .description('learn the classes of small images, with and without a non-local block')
    .option('--folder <folder>', 'your own images: a folder of PNG or JPEG files for each class')
    .option('--cifar <folder>', 'a folder with files of the CIFAR binary format')
    .option('--size <pixels>', 'size of the images: 32, or 24x32 (height x width)', imageSize)
    .option('--test-share <number>', 'share of --folder for the test (0.2)', numberAbove(0, 0.9))
    .option('-b, --block <name>', 'the block, none or all (again for more)', collect)
    .option('--seed <number>', 'a seed (again for more)', collect)
    .option('--epochs <number>', 'epochs', wholeNumber(1), 10)
    .option('-o, --out <folder>', 'the folder of the results', 'images')
    .option('--overwrite', 'replace the results in the folder')
    .addHelpText('after', help)
    .action(async (options) => {
      const { out, overwrite = false } = options;
      const chosen = blocksOf(options.block ?? ['none', 'embeddedGaussian'], blocks);
      const seeds = seedsOf(options.seed ?? ['0']);
      const source = await imageSource(options, io);
      const folder = await ExperimentFolder.open(io.folder, out, { overwrite });
      finish(
        await runExperiment<ImageBlock, ImageClassifier, ImageTraining>(
          { ...source, blocks: chosen, seeds },
          folder,
          io,
        ),
      );
    });
}
