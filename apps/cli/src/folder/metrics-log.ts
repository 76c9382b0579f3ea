import { explainFileError } from '@rondo/data/node';
import type { Origin, TrainingEstimate } from '@rondo/seq2seq';
import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { AtomicFile, writeError } from './atomic-write.ts';

/** The first line of a run. */
export interface StartLine {
  readonly kind: 'start';
  readonly time: string;
  /** Of the training pairs. */
  readonly fingerprint: string;
  /** What the run was thought to take. */
  readonly estimate?: TrainingEstimate;
  /** What it began from, if that was another model. */
  readonly origin?: Origin;
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

export interface ValidationLine {
  readonly kind: 'validation';
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly perplexity: number;
  readonly isBest: boolean;
  /** What else it told, by name: accuracy, and bleu and the like where it decoded; absent in older logs, as is the time. */
  readonly metrics?: Readonly<Record<string, number>>;
  readonly seconds?: number;
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

  /** What waits; it is the caller's to write then. */
  takeWaiting(): string {
    const text = this.#waiting;
    this.#waiting = '';
    return text;
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

  write(line: MetricsLine | Omit<StepLine, 'gradientNorm'>): void {
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

/**
 * All lines that are whole; the last one may have been cut short when its process ended. None where there is no log.
 * @throws DataError where the log cannot be read.
 */
export async function readMetrics(path: string): Promise<MetricsLine[]> {
  const lines: MetricsLine[] = [];
  for await (const line of metricsLines(path)) lines.push(line);
  return lines;
}

async function* metricsLines(path: string): AsyncGenerator<MetricsLine, void> {
  for await (const text of textLines(path)) {
    const line = parseLine(text);
    if (line) yield line;
  }
}

/** Line by line, because the log of a long run is longer than the longest string. */
async function* textLines(path: string): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const chunk of createReadStream(path)) {
      const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
      rest = lines.pop()!;
      yield* lines;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw await explainFileError(path, error);
    }
  }
  yield rest + decoder.decode();
}

function parseLine(text: string): MetricsLine | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return isWhole(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

/** The numbers that a line of each kind must have. A loss that is not finite stands as null. */
const numbers: Readonly<Record<MetricsLine['kind'], readonly string[]>> = {
  start: [],
  resume: ['step'],
  step: ['step', 'epoch', 'learningRate', 'tokens', 'seconds'],
  validation: ['step', 'epoch', 'loss', 'perplexity'],
};

function isWhole(json: unknown): json is MetricsLine {
  if (typeof json !== 'object' || json === null) return false;
  const line: Readonly<Record<string, unknown>> = { ...json };
  const { kind, loss } = line;
  if (typeof kind !== 'string' || !Object.hasOwn(numbers, kind)) return false;
  if (kind === 'step' && typeof loss !== 'number' && loss !== null) return false;
  return numbers[kind as MetricsLine['kind']].every((name) => typeof line[name] === 'number');
}

/**
 * Drops what was logged after a checkpoint: steps after `step`, validations after the one at `validation`.
 * @throws DataError or CliError where the log cannot be read or written; it is unchanged.
 */
export async function cutMetrics(path: string, step: number, validation: number): Promise<void> {
  const isKept = (line: MetricsLine): boolean => {
    if (line.kind === 'step' || line.kind === 'resume') return line.step <= step;
    return line.kind !== 'validation' || line.step <= validation;
  };
  const file = await AtomicFile.open(path);
  try {
    let text = '';
    for await (const line of metricsLines(path)) {
      if (!isKept(line)) continue;
      text += `${JSON.stringify(line)}\n`;
      if (text.length < writtenAtATime) continue;
      await file.write(text);
      text = '';
    }
    await file.write(text);
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.commit();
}

/** In characters. */
const writtenAtATime = 2 ** 20;
