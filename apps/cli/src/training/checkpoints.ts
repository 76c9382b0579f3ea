import { saveCheckpoint } from '@rondo/seq2seq';
import { formatRunConfig } from '../config/write-config.ts';
import type { MetricsLog } from '../folder/metrics-log.ts';
import type { RunFolder } from '../folder/run-folder.ts';
import type { Session } from './session.ts';

/** The checkpoints of a run: the last state, from which training can go on, and the best model. */
export class Checkpoints {
  readonly #session: Session;
  readonly #folder: RunFolder;
  readonly #log: MetricsLog;
  readonly #interval: number;
  #savedAt = performance.now();
  #savedStep = -1;

  constructor(session: Session, folder: RunFolder, log: MetricsLog, seconds: number) {
    this.#session = session;
    this.#folder = folder;
    this.#log = log;
    this.#interval = 1000 * seconds;
  }

  async save(): Promise<void> {
    await this.#write('last', await saveCheckpoint(this.#session, this.#session.trainer));
    this.#savedAt = performance.now();
    this.#savedStep = this.#session.trainer.step;
  }

  async saveBest(): Promise<void> {
    await this.#write('best', await saveCheckpoint(this.#session));
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
    this.#log.open();
  }
}
