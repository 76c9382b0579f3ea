import type { Command } from '@commander-js/extra-typings';
import { readBytes } from '@rondo/data/node';
import { loadTrained, probabilitiesOf, type TrainedClassifier } from '@rondo/vision-nonlocal';
import { resolve } from 'node:path';
import { addBackendOption, backendOf } from '../backend/backend-option.ts';
import { chooseBackend } from '../backend/open-backend.ts';
import { classifierTrial } from '../classification/classifier-trial.ts';
import { MapFiles } from '../classification/map-files.ts';
import { readUnknown } from '../classification/read-unknown.ts';
import { atPlace, exitCode, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { wholeNumber } from '../options/numbers.ts';
import { required } from '../options/required.ts';

const help = `
Writes a line for each image and class: file, class, probability, with tabs between, the most probable class first. Of a network of
clips it takes folders with the frames of a clip each. All are made as large as those that the network learned from: so that they cover it,
cropped around their middle.

Examples
  rondo classify --model runs/images/model-none-0.safetensors a.jpg b.png
  rondo classify --model runs/clips/model-gaussian-0.safetensors --maps maps gestures/unknown-1
`;

/** `rondo classify` */
export function classifyCommand(program: Command, io: Io, finish: (code: number) => void): void {
  const command = program
    .command('classify')
    .description('tell the classes of images or clips with a model of rondo images or rondo clips')
    .argument('[paths...]', 'PNG or JPEG files, or folders with the frames of a clip each')
    .option('-m, --model <file>', 'of rondo images or rondo clips')
    .option('-k, --number <n>', 'how many classes of each', wholeNumber(1), 3)
    .option('--maps <folder>', 'gets pictures of what the block looks at')
    .addHelpText('after', help);
  addBackendOption(command);
  command.action(async (paths, { model: given, number, maps }) => {
    const name = required(given, '--model', 'a model, such as model-none-0.safetensors');
    if (paths.length === 0)
      throw new UsageError(
        'classify needs images, or folders with frames, for instance: a.jpg b.png',
      );
    const bytes = await readBytes(resolve(io.folder, name));
    const load = (): Promise<TrainedClassifier> => atPlace(name, () => loadTrained(bytes));
    await chooseBackend(backendOf(command), io, async () => classifierTrial(await load()));
    const trained = await load();
    try {
      const pictures = maps === undefined ? undefined : await MapFiles.open(trained, maps, io);
      for (const path of paths) {
        const unknown = await readUnknown(resolve(io.folder, path), trained);
        const [shares] = await probabilitiesOf(trained, unknown);
        for (const { label, share } of mostProbable(shares!, trained, number)) {
          io.out.write(`${path}\t${label}\t${share.toFixed(4)}\n`);
        }
        await pictures?.write(path, unknown);
      }
    } finally {
      trained.model.dispose();
    }
    finish(exitCode.done);
  });
}

function mostProbable(
  shares: Float32Array,
  { classes }: TrainedClassifier,
  count: number,
): { readonly label: string; readonly share: number }[] {
  return [...shares]
    .map((share, i) => ({ label: classes[i]!, share }))
    .toSorted((a, b) => b.share - a.share)
    .slice(0, count);
}
