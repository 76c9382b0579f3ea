import { saveCheckpoint, type ValidationEvent } from '@rondo/seq2seq';
import { formatRunConfig } from '../config/write-config.ts';
import type { RunFolder } from '../folder/run-folder.ts';
import type { Session } from './session.ts';

/** The checkpoints of a run: the last state, from which training can go on, and the best model. */
export class Checkpoints {
  readonly #session: Session;
  readonly #folder: RunFolder;
  /** Called when the folder is this run's. */
  readonly #onBegin: () => void;
  readonly #interval: number;
  #savedAt = performance.now();
  #savedStep = -1;

  constructor(session: Session, folder: RunFolder, seconds: number, onBegin: () => void) {
    this.#session = session;
    this.#folder = folder;
    this.#onBegin = onBegin;
    this.#interval = 1000 * seconds;
  }

  async save(): Promise<void> {
    await this.#write('last', await saveCheckpoint(this.#session, this.#session.trainer));
    this.#savedAt = performance.now();
    this.#savedStep = this.#session.trainer.step;
  }

  /** Keeps the model of a validation where it is the best, or one of the `training.keepBest` best. */
  async saveValidated({ step, isBest, rank, displaced }: ValidationEvent): Promise<void> {
    const { trainer, codec, config } = this.#session;
    if (!isBest && rank === undefined) return;
    // The moving average, where there is one.
    const bytes = await saveCheckpoint({ model: trainer.validated, codec, config });
    if (isBest) await this.#write('best', bytes);
    if (rank !== undefined && config.training.keepBest > 1) {
      await this.#folder.keepStep(step, bytes, displaced);
    }
  }

  async saveIfDue(): Promise<void> {
    if (performance.now() - this.#savedAt >= this.#interval) await this.save();
  }

  async saveIfBehind(): Promise<void> {
    if (this.#savedStep !== this.#session.trainer.step) await this.save();
  }

  /** The first checkpoint of a new run brings its config and its log with it. */
  async #write(file: 'last' | 'best', checkpoint: Uint8Array): Promise<void> {
    if (this.#folder.hasBegun) return this.#folder.write(file, checkpoint);
    await this.#folder.begin(file, checkpoint);
    await this.#folder.write('config', formatRunConfig(this.#session.config));
    this.#onBegin();
  }
}
