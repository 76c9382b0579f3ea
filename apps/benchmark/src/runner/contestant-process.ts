import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Contestant } from '../contestant.ts';
import type { Answer, Body, Request } from '../protocol.ts';

/** A contestant crashed, hung, or said that a request failed; the message is for the table. */
export class ContestantError extends Error {
  override readonly name = 'ContestantError';
}

type RequestBody = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never;

interface Waiting {
  readonly id: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

const keptErrorText = 2000;

/** A running contestant: one request at a time, each with a time limit, after which it is killed. */
export class ContestantProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  #waiting: Waiting | undefined;
  #end: string | undefined;
  #errorText = '';
  #nextId = 1;

  constructor({ command, args, env }: Contestant) {
    const merged = Object.entries({ ...process.env, ...env }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    this.#child = spawn(command, [...args], {
      env: Object.fromEntries(merged),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child.on('error', (error) => this.#ended(`cannot be started: ${error.message}`));
    this.#child.on('close', (code, signal) =>
      this.#ended(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`),
    );
    // A broken pipe shows as the end of the process.
    this.#child.stdin.on('error', () => undefined);
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errorText = (this.#errorText + text).slice(-keptErrorText);
    });
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#receive(line));
  }

  get alive(): boolean {
    return this.#end === undefined;
  }

  /**
   * Sends a request and waits for its answer.
   * @throws ContestantError when it ends, does not answer in time, or answers with an error.
   */
  async request(body: RequestBody, timeoutMs: number): Promise<Body> {
    if (this.#end !== undefined) throw new ContestantError(this.#end);
    const id = this.#nextId;
    this.#nextId += 1;
    const answered = new Promise<Answer>((resolve, reject) => {
      this.#waiting = { id, resolve, reject };
    });
    const timer = setTimeout(
      () => this.#ended(`no answer within ${Math.round(timeoutMs / 1000)} s`),
      timeoutMs,
    );
    this.#child.stdin.write(`${JSON.stringify({ id, ...body })}\n`);
    try {
      const answer = await answered;
      if ('error' in answer) throw new ContestantError(shortened(answer.error));
      return answer;
    } finally {
      clearTimeout(timer);
      this.#waiting = undefined;
    }
  }

  /** Asks it to end, and ends it if it does not. */
  async close(): Promise<void> {
    if (this.alive) await this.request({ exit: true }, 2000).catch(() => undefined);
    this.#ended('was closed');
  }

  #receive(line: string): void {
    const answer = parsed(line);
    if (answer !== undefined && answer.id === this.#waiting?.id) this.#waiting.resolve(answer);
  }

  #ended(reason: string): void {
    if (this.#end !== undefined) return;
    const said = lastLine(this.#errorText);
    this.#end = said === '' ? reason : `${reason}: ${shortened(said)}`;
    this.#waiting?.reject(new ContestantError(this.#end));
    this.#child.kill('SIGKILL');
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) {
      stream.destroy();
    }
    this.#child.unref();
  }
}

/** A line that is no answer, such as a greeting of a library, is passed over. */
function parsed(line: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isAnswer = typeof value === 'object' && value !== null && 'id' in value;
    return isAnswer ? (value as Answer) : undefined;
  } catch {
    return undefined;
  }
}

function lastLine(text: string): string {
  return (
    text
      .split('\n')
      .map((line) => line.trim())
      .findLast((line) => line !== '') ?? ''
  );
}

function shortened(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
