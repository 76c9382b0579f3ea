import type { Io } from '../io.ts';
import { StatusLine } from '../progress/status-line.ts';
import { TextSink } from '../text-sink.ts';
import { readAhead } from './read-ahead.ts';
import type { CountedLine, TooLong } from './too-long.ts';

export interface WriteWindowsOptions<T> {
  /** Most items at a time. */
  readonly window: number;
  /** Characters of an item. */
  readonly weigh: (item: T) => number;
  /** A file; left out: standard output. */
  readonly output: string | undefined;
  readonly signal: AbortSignal;
  readonly tooLong: TooLong;
}

/** What became of a window. */
export interface WindowResult {
  /** To be written. */
  readonly text: string;
  readonly lines: readonly CountedLine[];
}

const maxWindowCharacters = 2 ** 20;

/**
 * Works on items some at a time as they come, the first of them with the number 1, and writes what becomes of them in order. What comes before a fault is
 * written before it is thrown; a file is put in its place only at the end.
 */
export function writeWindows<T>(
  source: AsyncIterable<T>,
  { window, weigh, output, signal, tooLong }: WriteWindowsOptions<T>,
  io: Io,
  work: (items: readonly T[], first: number) => Promise<WindowResult>,
): Promise<void> {
  return TextSink.using(output, { io, signal }, async (sink) => {
    const status = new StatusLine(io.err);
    try {
      let next = 1;
      for await (const items of readAhead(source, {
        items: window,
        weigh,
        weight: maxWindowCharacters,
      })) {
        const { text, lines } = await work(items, next);
        next += items.length;
        status.clear();
        await sink.write(text);
        tooLong.note(lines);
        if (sink.isQuiet && io.err.isTerminal) {
          status.update(undefined, () => `${(next - 1).toLocaleString('en')} lines`);
        }
      }
    } finally {
      status.clear();
    }
  });
}
