import type { Classifier, ClassifierLoop } from '@rondo/vision-nonlocal';
import { exitCode } from '../errors.ts';
import type { Io } from '../io.ts';
import { environment } from '../report/environment.ts';
import { stoppable } from '../stoppable.ts';
import type { ClipMaps } from './clip-maps.ts';
import type { ExperimentFolder } from './experiment-folder.ts';
import type { Experiment, MapPicture, TrainingResult } from './experiment.ts';
import { trainToEnd } from './train-classifiers.ts';

interface Training<M extends Classifier> {
  readonly model: M;
  readonly loop: ClassifierLoop<M>;
}

/** What is trained, and how the results are told. */
export interface Plan<Block extends string, M extends Classifier, T extends Training<M>> {
  readonly blocks: readonly Block[];
  readonly seeds: readonly number[];
  readonly train: (choice: { readonly block: Block; readonly seed: number }) => T;
  /** What the trained block looks at; undefined for one that has no maps. */
  readonly maps?: (training: T) => Promise<ClipMaps | undefined>;
  readonly description: Pick<Experiment, 'title' | 'subtitle' | 'settings'>;
}

/** Trains each block with each seed; the folder is brought up to date after each. @returns the exit code. */
export async function runExperiment<
  Block extends string,
  M extends Classifier,
  T extends Training<M>,
>(
  { blocks, seeds, train, maps, description }: Plan<Block, M, T>,
  folder: ExperimentFolder,
  io: Io,
): Promise<number> {
  const results: TrainingResult[] = [];
  const pictures: MapPicture[] = [];
  const code = await stoppable(io, async (signal) => {
    for (const seed of seeds) {
      for (const block of blocks) {
        const training = train({ block, seed });
        try {
          const result = await trainToEnd(training, { block, seed }, io, signal);
          if (!result) return exitCode.interrupted;
          const seen = await maps?.(training);
          if (seen && seed === seeds[0]) pictures.push({ title: block, png: seen.png });
          results.push(seen ? { ...result, cosineDistance: seen.cosineDistance } : result);
        } finally {
          training.loop.dispose();
          training.model.dispose();
        }
        await folder.write({ ...description, environment: environment(), results }, pictures);
      }
    }
    return exitCode.done;
  });
  if (results.length > 0) io.out.write(`Open ${folder.report} in a browser\n`);
  return code;
}
