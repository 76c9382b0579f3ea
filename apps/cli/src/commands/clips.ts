import type { Command } from '@commander-js/extra-typings';
import { clipBlocks, type ClipBlock } from '@rondo/vision-nonlocal';
import { addBackendOption, backendOf } from '../backend/backend-option.ts';
import { openBackend } from '../backend/open-backend.ts';
import { UsageError } from '../errors.ts';
import { clipMaps } from '../experiments/clip-maps.ts';
import { clipSource, type AnyClipTraining } from '../experiments/clip-source.ts';
import { ExperimentFolder } from '../experiments/experiment-folder.ts';
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

const help = `
Each clip has three digits, one red, one green, one blue, each somewhere in a frame of its own, and a last frame
all of one colour. The answer is the digit of that colour. A network that sees single frames can at best name one of the three.

With --frames it learns the classes of your own clips: DIR/class/clip/frame_0001.png (or .jpg), frames in the order of
their names; or the same in DIR/train and DIR/test. All clips need as many frames, and all frames one size, unless
--clip-frames takes some of each and --size resizes them.

The folder gets
  results.json       all numbers
  report.html        accuracy over epochs, a table, what the blocks look at; open it in a browser
  accuracy.svg       the curves alone
  maps-….png         what a block looks at in one clip
  model-….safetensors  each trained network, which rondo classify asks about other clips

Ctrl-C leaves where it stands there, and --resume goes on to the same bits.

Blocks: ${clipBlocks.join(', ')}

Examples
  rondo clips --out runs/clips
  rondo clips --block all --seed 0 --seed 1 --seed 2 --digits mnist --out runs/all
  rondo clips --frames gestures --size 32 --clip-frames 8 --out runs/gestures
`;

/** `rondo clips` */
export function clipsCommand(program: Command, io: Io, finish: (code: number) => void): void {
  const command = program
    .command('clips')
    .description('learn to relate the frames of clips, with and without a non-local block')
    .option('-b, --block <name>', 'what relates the frames, or all (again for more)', collect)
    .option('--subsample', 'pool what the block looks at')
    .addOption(networkOption())
    .option('--learning-rate <number>', 'the highest of the training (0.004)', learningRate)
    .option('--batch-size <number>', 'clips of a step (32; 16 of --frames)', batchSize)
    .option('--seed <number>', 'a seed (again for more)', collect)
    .option('--digits <folder>', 'a folder with the files of MNIST; drawn digits without it')
    .option(
      '--frames <folder>',
      'your own clips: a folder of frames for each, in one for each class',
    )
    .option('--size <pixels>', 'size of the frames: 32, or 24x32 (height x width)', imageSize)
    .option('--clip-frames <number>', 'frames to take of each clip', wholeNumber(1))
    .option('--test-share <number>', 'share of --frames for the test (0.2)', numberAbove(0, 0.9))
    .option('--epochs <number>', 'epochs', wholeNumber(1), 12)
    .option('--clips <number>', 'fresh clips of an epoch (4000)', wholeNumber(1))
    .option('--test-clips <number>', 'clips of the test (1000)', wholeNumber(1))
    .option('-o, --out <folder>', 'the folder of the results', 'clips')
    .option('--overwrite', 'replace the results in the folder')
    .option('--resume', 'go on with what is missing there; the other options as before')
    .option('--checkpoint-every <seconds>', 'longest time between checkpoints', checkpointEvery, 30)
    .addHelpText('after', help);
  addBackendOption(command);
  command.action(async (options) => {
    const { out, overwrite = false, resume = false } = options;
    if (resume && overwrite) throw new UsageError('--resume and --overwrite exclude each other');
    const backend = backendOf(command);
    const blocks = blocksOf(options.block ?? ['none', 'embeddedGaussian'], clipBlocks);
    const seeds = seedsOf(options.seed ?? ['0']);
    const source = await clipSource(options, io);
    const settle = await openBackend(backend, io);
    const folder = await ExperimentFolder.open(io.folder, out, { overwrite, resume });
    const run = { settle, checkpointEvery: options.checkpointEvery };
    finish(
      await runExperiment<ClipBlock, AnyClipTraining>(
        { ...source, blocks, seeds, maps: clipMaps },
        folder,
        run,
        io,
      ),
    );
  });
}
