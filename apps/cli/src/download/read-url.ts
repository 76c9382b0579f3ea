import { CliError } from '../errors.ts';

interface ReadOptions {
  /** Ends the wait; its reason is thrown. */
  readonly signal: AbortSignal;
  /** The longest wait for the next bytes. */
  readonly stallSeconds: number;
  /** A longer answer is refused. */
  readonly maxBytes: number;
}

/**
 * The bytes at an address of the web, redirections followed; undefined where there is nothing (404, 410).
 * @throws CliError that says what is wrong: no network, no such host, another status, an answer that ends early, stalls or is too long.
 */
export async function readUrl(url: string, options: ReadOptions): Promise<Uint8Array | undefined> {
  const { signal, stallSeconds, maxBytes } = options;
  const watch = new Watch(stallSeconds);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, watch.signal]) });
    if (response.status === 404 || response.status === 410) {
      await response.body?.cancel();
      return undefined;
    }
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      throw new CliError(`${url}: the server answers ${statusText(response)}; try again later`);
    }
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of response.body as AsyncIterable<Uint8Array>) {
      watch.restart();
      length += part.length;
      if (length > maxBytes) {
        throw new CliError(
          `${url}: the answer is longer than ${maxBytes} bytes, so it is not the file that is wanted`,
        );
      }
      parts.push(part);
    }
    return Buffer.concat(parts);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof CliError) throw error;
    const reason = watch.signal.aborted
      ? `no bytes for ${stallSeconds} seconds; try again, or wait longer with --timeout`
      : reasonOf(error);
    throw new CliError(`${url}: ${reason}`, error);
  } finally {
    watch.stop();
  }
}

/** Aborts its signal when it is not restarted in time. */
class Watch {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(seconds: number) {
    this.#timer = setTimeout(() => this.#controller.abort(), 1000 * seconds);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  restart(): void {
    this.#timer.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

function statusText({ status, statusText: words }: Response): string {
  return words === '' ? String(status) : `${status} ${words}`;
}

const byHand = 'a folder with the files can be named with --from';

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: `there is no such host, or no network; ${byHand}`,
  EAI_AGAIN: `the host cannot be looked up, so there is no network; ${byHand}`,
  ECONNREFUSED: 'nothing answers there',
  ECONNRESET: 'the connection broke off; try again',
  ENETUNREACH: `there is no network; ${byHand}`,
  EHOSTUNREACH: 'there is no way to this host',
  UND_ERR_CONNECT_TIMEOUT: 'nothing answers in time; is there a network?',
  UND_ERR_SOCKET: 'the connection broke off; try again',
};

/** `fetch` says only that it failed; the reason stands behind it. */
function reasonOf(error: unknown): string {
  const causes: unknown[] = [];
  for (let at: unknown = error; at instanceof Error && causes.length < 5; at = at.cause) {
    causes.push(at);
    if (at instanceof AggregateError) causes.push(...at.errors);
  }
  for (const cause of causes) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (Object.hasOwn(reasons, code)) return reasons[code]!;
  }
  const last = causes.at(-1);
  return last instanceof Error && last.message !== '' ? last.message : String(error);
}
