import type { Command } from '@commander-js/extra-typings';
import type { ImageBlock, ImageTraining } from '@rondo/vision-nonlocal';
import { addBackendOption, backendOf } from '../backend/backend-option.ts';
import { openBackend } from '../backend/open-backend.ts';
import { UsageError } from '../errors.ts';
import { ExperimentFolder } from '../experiments/experiment-folder.ts';
import { imageSource } from '../experiments/image-source.ts';
import { runExperiment } from '../experiments/run-experiment.ts';
import {
  batchSize,
  checkpointEvery,
  learningRate,
  networkOption,
} from '../experiments/training-options.ts';
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

The folder of the results gets results.json with all numbers, report.html, and model-<block>-<seed>.safetensors, which
rondo classify asks about other images. Ctrl-C leaves where it stands there, and --resume goes on to the same bits.

Blocks: ${blocks.join(', ')}

Examples
  rondo images --folder leaves --size 32 --out runs/leaves
  rondo images --folder leaves --size 32 --network resnet --out runs/resnet
  rondo classify --model runs/leaves/model-none-0.safetensors unknown.jpg
  rondo images --cifar cifar-10-batches-bin --seed 0 --seed 1 --seed 2 --out runs/images
`;

/** `rondo images` */
export function imagesCommand(program: Command, io: Io, finish: (code: number) => void): void {
  const command = program
    .command('images')
    .description('learn the classes of small images, with and without a non-local block')
    .option('--folder <folder>', 'your own images: a folder of PNG or JPEG files for each class')
    .option('--cifar <folder>', 'a folder with files of the CIFAR binary format')
    .option('--size <pixels>', 'size of the images: 32, or 24x32 (height x width)', imageSize)
    .option('--test-share <number>', 'share of --folder for the test (0.2)', numberAbove(0, 0.9))
    .option('-b, --block <name>', 'the block, none or all (again for more)', collect)
    .option('--subsample', 'pool what the block looks at')
    .addOption(networkOption())
    .option('--learning-rate <number>', 'the highest of the training (0.01)', learningRate)
    .option('--batch-size <number>', 'images of a step (64)', batchSize)
    .option('--seed <number>', 'a seed (again for more)', collect)
    .option('--epochs <number>', 'epochs', wholeNumber(1), 10)
    .option('-o, --out <folder>', 'the folder of the results', 'images')
    .option('--overwrite', 'replace the results in the folder')
    .option('--resume', 'go on with what is missing there; the other options as before')
    .option('--checkpoint-every <seconds>', 'longest time between checkpoints', checkpointEvery, 30)
    .addHelpText('after', help);
  addBackendOption(command);
  command.action(async (options) => {
    const { out, overwrite = false, resume = false } = options;
    if (resume && overwrite) throw new UsageError('--resume and --overwrite exclude each other');
    const backend = backendOf(command);
    const chosen = blocksOf(options.block ?? ['none', 'embeddedGaussian'], blocks);
    const seeds = seedsOf(options.seed ?? ['0']);
    const source = await imageSource(options, io);
    const settle = await openBackend(backend, io);
    const folder = await ExperimentFolder.open(io.folder, out, { overwrite, resume });
    const run = { settle, checkpointEvery: options.checkpointEvery };
    finish(
      await runExperiment<ImageBlock, ImageTraining>(
        { ...source, blocks: chosen, seeds },
        folder,
        run,
        io,
      ),
    );
  });
}
