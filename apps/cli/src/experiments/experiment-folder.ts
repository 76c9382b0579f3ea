import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CliError } from '../errors.ts';
import { writeFileAtomic } from '../folder/atomic-write.ts';
import { makeFolder } from '../folder/make-folder.ts';
import { accuracyFile } from './accuracy-chart.ts';
import type { Experiment, MapPicture } from './experiment.ts';
import { renderExperiment } from './render-experiment.ts';

/** The folder of an experiment, which every training that is over brings up to date. */
export class ExperimentFolder {
  readonly #path: string;
  /** As the user wrote it. */
  readonly #name: string;

  private constructor(path: string, name: string) {
    this.#path = path;
    this.#name = name;
  }

  /** @throws CliError where there are results already that may not be replaced. */
  static async open(
    above: string,
    name: string,
    { overwrite }: { readonly overwrite: boolean },
  ): Promise<ExperimentFolder> {
    const path = resolve(above, name);
    const results = await stat(join(path, 'results.json')).catch(() => undefined);
    if (results && !overwrite) {
      throw new CliError(
        `${name} holds results already; add --overwrite, or name another folder with --out`,
      );
    }
    await makeFolder(path);
    return new ExperimentFolder(path, name);
  }

  get report(): string {
    return `${this.#name}/report.html`;
  }

  /** Writes numbers, report and pictures. */
  async write(experiment: Experiment, pictures: readonly MapPicture[]): Promise<void> {
    const json = `${JSON.stringify(experiment, undefined, 2)}\n`;
    await writeFileAtomic(join(this.#path, 'results.json'), json);
    await writeFileAtomic(join(this.#path, 'report.html'), renderExperiment(experiment, pictures));
    await writeFileAtomic(join(this.#path, 'accuracy.svg'), accuracyFile(experiment.results));
    for (const { title, png } of pictures) {
      await writeFileAtomic(join(this.#path, `maps-${title}.png`), png);
    }
  }
}
