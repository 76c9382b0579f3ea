import { eventFileStart, trainingEvent, type TrainingEvent } from '@rondo/seq2seq';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { writeError } from './atomic-write.ts';

/** Where the event files of a run are, one for each time that it was started or resumed. */
export const eventFolder = 'tensorboard';

/** Whether a file of that folder was written here; TensorBoard's other writers call theirs otherwise. */
export function isEventFile(name: string): boolean {
  return /^events\.out\.tfevents\.\d+\.rondo$/u.test(name);
}

/** Losses, rates and metrics as TensorBoard reads them; what is written before `open` waits in memory. */
export class EventLog {
  readonly #folder: string;
  readonly #path: string;
  #file: number | undefined;
  #waiting: Uint8Array[];

  /** @param resumedAfter the step that the run goes on after, 0 for a new one. */
  constructor(folder: string, resumedAfter: number) {
    this.#folder = join(folder, eventFolder);
    this.#path = join(this.#folder, `events.out.tfevents.${Date.now()}.rondo`);
    this.#waiting = [eventFileStart(resumedAfter === 0 ? {} : { resumedAfter })];
  }

  /** Begins to write to the file. */
  open(): void {
    this.#attempt(() => {
      mkdirSync(this.#folder, { recursive: true });
      this.#file = openSync(this.#path, 'a');
      for (const bytes of this.#waiting.splice(0)) writeSync(this.#file, bytes);
    });
  }

  write(event: TrainingEvent): void {
    const bytes = trainingEvent(event);
    const file = this.#file;
    if (file === undefined) this.#waiting.push(bytes);
    else this.#attempt(() => void writeSync(file, bytes));
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw writeError(this.#path, error);
    }
  }
}
