import { classifierOptions, type Resumable } from '@rondo/vision-nonlocal';
import { readFile, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { atPlace, CliError } from '../errors.ts';
import { writeFileAtomic } from '../folder/atomic-write.ts';
import { makeFolder } from '../folder/make-folder.ts';
import { accuracyFile } from './accuracy-chart.ts';
import type { Experiment, MapPicture, TrainingResult } from './experiment.ts';
import { renderExperiment } from './render-experiment.ts';

interface OpenOptions {
  readonly overwrite: boolean;
  /** Whether it goes on with what is there. */
  readonly resume: boolean;
}

type Choice = Pick<TrainingResult, 'block' | 'seed'>;

/** Where the training stands that was stopped. */
const running = 'running.safetensors';

/** The folder of an experiment, which every training that is over brings up to date. */
export class ExperimentFolder {
  /** As the user wrote it. */
  readonly name: string;
  readonly #path: string;
  /** What it goes on with. */
  readonly #before: Experiment | undefined;

  private constructor(path: string, name: string, before: Experiment | undefined) {
    this.#path = path;
    this.name = name;
    this.#before = before;
  }

  /** @throws CliError where there are results already that may not be replaced, or none to go on with. */
  static async open(
    above: string,
    name: string,
    { overwrite, resume }: OpenOptions,
  ): Promise<ExperimentFolder> {
    const path = resolve(above, name);
    const results = join(path, 'results.json');
    const isThere = Boolean(await stat(results).catch(() => undefined));
    if (resume) {
      if (isThere) return new ExperimentFolder(path, name, await readExperiment(results, name));
      throw new CliError(
        `${name} holds no results, so there is nothing to resume; leave --resume out to start, or name another folder with --out`,
      );
    }
    if (isThere && !overwrite) {
      throw new CliError(
        `${name} holds results already; add --resume to go on with what is missing, --overwrite to replace them, or name another folder with --out`,
      );
    }
    await makeFolder(path);
    return new ExperimentFolder(path, name, undefined);
  }

  get report(): string {
    return `${this.name}/report.html`;
  }

  /**
   * The trainings that are done.
   * @throws CliError where they were of other settings.
   */
  goesOnWith(settings: Experiment['settings']): readonly TrainingResult[] {
    if (!this.#before) return [];
    const { settings: old, results } = this.#before;
    for (const key of new Set([...Object.keys(old), ...Object.keys(settings)])) {
      if (old[key] === settings[key]) continue;
      throw new CliError(
        `${this.name}: ${key} was ${old[key] ?? 'not given'}, and is ${settings[key] ?? 'not given'} now; give it as before, or start anew with --overwrite`,
      );
    }
    return results;
  }

  /** The pictures that were drawn before. */
  async pictures(results: readonly TrainingResult[]): Promise<MapPicture[]> {
    const titles = [...new Set(results.map(({ block }) => block))];
    const found = await Promise.all(
      titles.map(async (title) => {
        const png = await readFile(this.#picture(title)).catch(() => undefined);
        return png ? [{ title, png: new Uint8Array(png) }] : [];
      }),
    );
    return found.flat();
  }

  /** Says what is trained, before anything is; a training of an earlier experiment is none of it. */
  async begin(experiment: Experiment): Promise<void> {
    if (this.#before) return;
    await rm(join(this.#path, running), { force: true });
    await this.#writeResults(experiment);
  }

  /** Puts a training where it was stopped, if it was. */
  async takeUp(training: Resumable, { block, seed }: Choice): Promise<void> {
    if (!this.#before) return;
    const bytes = await readFile(join(this.#path, running)).catch(() => undefined);
    if (!bytes) return;
    await atPlace(`${this.name}/${running}`, () => {
      const options = classifierOptions(bytes) as Partial<Choice>;
      if (options.block === block && options.seed === seed) training.restore(bytes);
    });
  }

  /** Writes where a training stands. */
  async keep(checkpoint: Uint8Array): Promise<void> {
    await writeFileAtomic(join(this.#path, running), checkpoint);
  }

  async writeModel({ block, seed }: Choice, bytes: Uint8Array): Promise<void> {
    await writeFileAtomic(join(this.#path, `model-${block}-${seed}.safetensors`), bytes);
  }

  /** Writes numbers, report and pictures of trainings that are done. */
  async write(experiment: Experiment, pictures: readonly MapPicture[]): Promise<void> {
    await this.#writeResults(experiment);
    await rm(join(this.#path, running), { force: true });
    await writeFileAtomic(join(this.#path, 'report.html'), renderExperiment(experiment, pictures));
    await writeFileAtomic(join(this.#path, 'accuracy.svg'), accuracyFile(experiment.results));
    for (const { title, png } of pictures) await writeFileAtomic(this.#picture(title), png);
  }

  async #writeResults(experiment: Experiment): Promise<void> {
    const json = `${JSON.stringify(experiment, undefined, 2)}\n`;
    await writeFileAtomic(join(this.#path, 'results.json'), json);
  }

  #picture(title: string): string {
    return join(this.#path, `maps-${title}.png`);
  }
}

async function readExperiment(path: string, name: string): Promise<Experiment> {
  try {
    const found = JSON.parse(await readFile(path, 'utf8')) as Partial<Experiment> | null;
    if (typeof found?.settings === 'object' && Array.isArray(found.results)) {
      return found as Experiment;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new CliError(`${name}/results.json is damaged; start anew with --overwrite`);
}
