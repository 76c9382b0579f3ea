import type { Trial } from '@rondo/tensor';
import { saveTrained } from '@rondo/vision-nonlocal';
import type { SettleBackend } from '../backend/open-backend.ts';
import { exitCode } from '../errors.ts';
import type { Io } from '../io.ts';
import { environment } from '../report/environment.ts';
import { stoppable } from '../stoppable.ts';
import type { ClipMaps } from './clip-maps.ts';
import type { ExperimentFolder } from './experiment-folder.ts';
import type { Experiment, MapPicture, TrainingResult } from './experiment.ts';
import { trainToEnd } from './train-classifiers.ts';
import type { Training } from './training.ts';

/** What is trained, and how the results are told. */
export interface Plan<Block extends string, T extends Training> {
  readonly blocks: readonly Block[];
  readonly seeds: readonly number[];
  readonly train: (choice: { readonly block: Block; readonly seed: number }) => T;
  /** What the trained block looks at; undefined for one that has no maps. */
  readonly maps?: (training: T) => Promise<ClipMaps | undefined>;
  readonly description: Pick<Experiment, 'title' | 'subtitle' | 'settings'>;
}

export interface RunOptions {
  /** Decides where to compute, if that is open. */
  readonly settle: SettleBackend;
  /** Seconds between two checkpoints. */
  readonly checkpointEvery: number;
}

/** Trains each block with each seed, but those that are done; the folder is brought up to date after each. @returns the exit code. */
export async function runExperiment<Block extends string, T extends Training>(
  { blocks, seeds, train, maps, description }: Plan<Block, T>,
  folder: ExperimentFolder,
  { settle, checkpointEvery }: RunOptions,
  io: Io,
): Promise<number> {
  const before = folder.goesOnWith(description.settings);
  const results: TrainingResult[] = [...before];
  const pictures: MapPicture[] = await folder.pictures(results);
  const isDone = (block: string, seed: number): boolean =>
    results.some((own) => own.block === block && own.seed === seed);
  const experiment = (): Experiment => ({ ...description, environment: environment(), results });
  await settle(() => trialOf(train({ block: blocks.at(-1)!, seed: seeds[0]! })));
  await folder.begin(experiment());
  const code = await stoppable(io, async (signal) => {
    for (const seed of seeds) {
      for (const block of blocks.filter((own) => !isDone(own, seed))) {
        const training = train({ block, seed });
        try {
          await folder.takeUp(training, { block, seed });
          const keep = async (): Promise<void> => folder.keep(await training.checkpoint());
          const result = await trainToEnd(
            training,
            { block, seed, keep, checkpointEvery },
            io,
            signal,
          );
          if (!result) return exitCode.interrupted;
          const seen = await maps?.(training);
          if (seen && seed === seeds[0]) pictures.push({ title: block, png: seen.png });
          results.push(seen ? { ...result, cosineDistance: seen.cosineDistance } : result);
          await folder.writeModel(result, await saveTrained(training.trained));
        } finally {
          training.loop.dispose();
          training.model.dispose();
        }
        await folder.write(experiment(), pictures);
      }
    }
    return exitCode.done;
  });
  if (results.length > 0) io.out.write(`Open ${folder.report} in a browser\n`);
  if (code === exitCode.interrupted) {
    io.err.write(
      `stopped; where it stands is in ${folder.name}: go on with the same command and --resume\n`,
    );
  }
  return code;
}

/** The first steps of a training, on the current backend. */
function trialOf({ loop, model }: Training): Trial {
  const steps = loop.run();
  const dispose = (): void => {
    loop.dispose();
    model.dispose();
  };
  return { step: () => steps.next(), dispose };
}
