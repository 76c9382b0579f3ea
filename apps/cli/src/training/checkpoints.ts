import { saveCheckpoint, type ValidationEvent } from '@rondo/seq2seq';
import { formatRunConfig } from '../config/write-config.ts';
import { mergeFiles } from '../data/learned-merges.ts';
import type { RunPart } from '../folder/run-files.ts';
import type { RunFolder } from '../folder/run-folder.ts';
import type { Session } from './session.ts';

/** The logs of a run, which wait in memory until the folder is this run's. */
interface WaitingLogs {
  /** What the log of metrics begins with. */
  readonly takeMetrics: () => string;
  /** Called when the folder is this run's. */
  readonly open: () => void;
}

/** The checkpoints of a run: the last state, from which training can go on, and the best model. */
export class Checkpoints {
  readonly #session: Session;
  readonly #folder: RunFolder;
  readonly #logs: WaitingLogs;
  readonly #interval: number;
  #savedAt = performance.now();
  #savedStep = -1;

  constructor(session: Session, folder: RunFolder, seconds: number, logs: WaitingLogs) {
    this.#session = session;
    this.#folder = folder;
    this.#logs = logs;
    this.#interval = 1000 * seconds;
  }

  save(): Promise<void> {
    return this.#save([]);
  }

  /** Saves after a validation, with its model where it is the best, or one of the `training.keepBest` best. */
  async saveValidated({ step, isBest, rank }: ValidationEvent): Promise<void> {
    const { trainer, codec, config, origin } = this.#session;
    const places: RunPart[] = isBest ? ['best'] : [];
    if (rank !== undefined && config.training.keepBest > 1) places.push(step);
    // The moving average, where there is one.
    if (places.length > 0) {
      const bytes = await saveCheckpoint({ model: trainer.validated, codec, config, origin });
      await this.#save(places.map((place) => [place, bytes]));
    } else await this.save();
  }

  async saveIfDue(): Promise<void> {
    if (performance.now() - this.#savedAt >= this.#interval) await this.save();
  }

  async saveIfBehind(): Promise<void> {
    if (this.#savedStep !== this.#session.trainer.step) await this.save();
  }

  /** The state comes after the models, which a run that is ended before it makes again, and before those go that it no longer names. */
  async #save(models: readonly (readonly [RunPart, Uint8Array])[]): Promise<void> {
    const { trainer, config, codec } = this.#session;
    const last = await saveCheckpoint(this.#session, trainer);
    if (this.#folder.hasBegun) {
      for (const [place, bytes] of models) await this.#folder.write(place, bytes);
      await this.#folder.write('last', last);
      await this.#forgetDisplaced();
    } else {
      const metrics = this.#logs.takeMetrics();
      const said = [
        ['config', formatRunConfig(config)],
        ...mergeFiles(config, codec.config),
        ['metrics', metrics],
      ] as const;
      await this.#folder.begin([...said, ...models, ['last', last]]);
      this.#logs.open();
    }
    this.#savedAt = performance.now();
    this.#savedStep = trainer.step;
  }

  /** Removes the models that are none of the best any more, also where a run was ended before it came to it. */
  async #forgetDisplaced(): Promise<void> {
    const { trainer, config } = this.#session;
    const { keepBest } = config.training;
    const { step, kept = [] } = trainer.state();
    if (keepBest === 1 || kept.length < keepBest) return;
    const isKept = new Set(kept.map((point) => point.step));
    for (const model of await this.#folder.steps()) {
      if (model <= step && !isKept.has(model)) await this.#folder.forget(model);
    }
  }
}
