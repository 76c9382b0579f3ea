import { closeSync, openSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { writeError, writeFileAtomic } from './atomic-write.ts';

/** The first line of a run. */
interface StartLine {
  readonly kind: 'start';
  readonly time: string;
  /** Of the training pairs. */
  readonly fingerprint: string;
}

interface ResumeLine {
  readonly kind: 'resume';
  readonly time: string;
  readonly step: number;
}

export interface StepLine {
  readonly kind: 'step';
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly learningRate: number;
  readonly gradientNorm: number;
  readonly tokens: number;
  readonly seconds: number;
}

interface ValidationLine {
  readonly kind: 'validation';
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly perplexity: number;
  readonly isBest: boolean;
}

export type MetricsLine = StartLine | ResumeLine | StepLine | ValidationLine;

/** Appends one JSON object a line; what is written before `open` waits in memory. */
export class MetricsLog {
  readonly #path: string;
  #file: number | undefined;
  #waiting = '';

  constructor(path: string) {
    this.#path = path;
  }

  /** Begins to write to the file. */
  open(): void {
    try {
      this.#file = openSync(this.#path, 'a');
    } catch (error) {
      throw writeError(this.#path, error);
    }
    this.#append(this.#waiting);
    this.#waiting = '';
  }

  write(line: MetricsLine): void {
    const text = `${JSON.stringify(line)}\n`;
    if (this.#file === undefined) this.#waiting += text;
    else this.#append(text);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }

  #append(text: string): void {
    try {
      writeSync(this.#file!, text);
    } catch (error) {
      throw writeError(this.#path, error);
    }
  }
}

/** All whole lines; the last one may have been cut short when its process ended. */
export async function readMetrics(path: string): Promise<MetricsLine[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as MetricsLine];
    } catch {
      return [];
    }
  });
}

/** Drops what was logged after a checkpoint: steps after `step`, validations after the one at `validation`. */
export async function cutMetrics(path: string, step: number, validation: number): Promise<void> {
  const lines = await readMetrics(path);
  const kept = lines.filter((line) => {
    if (line.kind === 'step' || line.kind === 'resume') return line.step <= step;
    return line.kind !== 'validation' || line.step <= validation;
  });
  await writeFileAtomic(path, kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
}
