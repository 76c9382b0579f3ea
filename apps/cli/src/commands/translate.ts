import type { Command } from '@commander-js/extra-typings';
import { LineDecoder, readLines } from '@rondo/data/node';
import { resolve } from 'node:path';
import { addBackendOption, backendOf } from '../backend/backend-option.ts';
import { decodingTrial } from '../backend/decoding-trial.ts';
import { chooseBackend } from '../backend/open-backend.ts';
import { CliError, exitCode, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { addDecodingOptions, decodingFlags, settingsOf } from '../options/decoding-options.ts';
import { collect, wholeNumber } from '../options/numbers.ts';
import { required } from '../options/required.ts';
import { StatusLine } from '../progress/status-line.ts';
import { stoppable } from '../stoppable.ts';
import { loadTranslator } from '../training/load-translator.ts';
import { TextSink } from '../text-sink.ts';
import { formatLine } from '../translation/format-line.ts';
import { longestSource } from '../translation/longest-source.ts';
import { readAhead } from '../translation/read-ahead.ts';
import { translateLines, type TranslatedLine } from '../translation/translate-lines.ts';

const help = `
Without a sentence and without --input, standard input is read: one sentence a line.
Each line gives one line, in order; an empty line stays empty. Files and pipes may be as long as you
like: lines are read, translated and written some at a time. A line longer than --longest stays
empty; its number is told, and the exit code is 1. Ctrl-C writes what is done and ends.

--model several times: the models translate as one, each token by the mean of their probabilities.
--n-best writes "number ||| translation ||| score", the first line being 0, the best one first.
--alignment adds " ||| 0-0 1-1": source word 0 stands behind output word 0, and so on.

Examples
  rondo translate --model run/best.safetensors "OCT 8, 1989"
  rondo translate --model run/best.safetensors --input test.de.gz --output test.en
  zcat news.de.gz | rondo translate --model run/best.safetensors --beam 5 > news.en
  rondo translate --model run/best.safetensors --beam 5 --n-best 3 --json "Ein Hund."
  rondo translate --model run/best.safetensors --sample --top-k 10 --seed 7 "Ein Hund."
`;

const maxLineBytes = 2 ** 20;
const maxWindowCharacters = 2 ** 20;

/** `rondo translate` */
export function translateCommand(program: Command, io: Io, finish: (code: number) => void): void {
  const command = program
    .command('translate')
    .description('translate a sentence, a file or standard input')
    .argument('[words...]', 'one sentence, in quotes or not')
    .option('-m, --model <file>', 'a checkpoint, such as run/best.safetensors', collect)
    .option('-i, --input <file>', 'a text file (.gz too), one sentence a line')
    .option('-o, --output <file>', 'where to write; left out: standard output')
    .option('--join-subwords', 'join pieces that end in @@')
    .option('--alignment', 'add which source word each output word comes from')
    .option('--json', 'a JSON object a line: all outputs with scores and tokens')
    .option('--window <lines>', 'lines sorted by length at a time', wholeNumber(1, 1e6), 1024)
    .option('--batch-size <sentences>', 'most sentences side by side', wholeNumber(1, 1e5), 64)
    .option('--batch-tokens <tokens>', 'most source tokens side by side', wholeNumber(1), 8192)
    .option('--longest <tokens>', 'most tokens of a line', wholeNumber(1), 1000)
    .addHelpText('after', help);
  addBackendOption(command);
  addDecodingOptions(command);
  command.action(async (words, options) => {
    const models = required(options.model, '--model', 'a checkpoint, such as run/best.safetensors');
    if (words.length > 0 && options.input !== undefined) {
      throw new UsageError('give a sentence or --input, not both');
    }
    const settings = settingsOf(decodingFlags(command.opts()));
    const code = await stoppable(io, async (signal) => {
      const paths = models.map((path) => resolve(io.folder, path));
      await chooseBackend(backendOf(command), io, () => decodingTrial(paths));
      const loaded = await loadTranslator(paths);
      try {
        const sink = await TextSink.open(options.output, io);
        const { joinSubwords = false, alignment = false, json = false } = options;
        const format = { joinSubwords, alignment, json, nBest: settings.decoding.nBest ?? 1 };
        const longest = Math.min(options.longest, longestSource(loaded.models));
        const tooLong = new TooLong(longest, io);
        const status = new StatusLine(io.err);
        try {
          const lines = readAhead(sourceLines(words, options.input, signal, io), {
            items: options.window,
            weigh: (line) => line.length,
            weight: maxWindowCharacters,
          });
          let next = 1;
          for await (const window of lines) {
            const done = await translateLines(loaded.translator, window, next, {
              settings,
              batch: { sentences: options.batchSize, tokens: options.batchTokens },
              longest,
              attention: alignment,
              signal,
            });
            next += window.length;
            status.clear();
            await sink.write(done.map((line) => formatLine(line, format)).join(''));
            tooLong.note(done);
            if (sink.isQuiet && io.err.isTerminal) {
              status.update(undefined, () => `${(next - 1).toLocaleString('en')} lines`);
            }
          }
          status.clear();
          await sink.commit();
        } finally {
          status.clear();
          await sink.discard();
        }
        tooLong.complain();
      } finally {
        loaded.dispose();
      }
      return exitCode.done;
    });
    finish(code);
  });
}

/** Where the sentences come from. */
function sourceLines(
  words: readonly string[],
  input: string | undefined,
  signal: AbortSignal,
  io: Io,
): AsyncIterable<string> {
  if (words.length > 0) return oneLine(words.join(' '));
  return input === undefined ? typedLines(signal, io) : readLines(resolve(io.folder, input));
}

async function* oneLine(line: string): AsyncGenerator<string> {
  yield await Promise.resolve(line);
}

/** Lines of standard input as soon as they are there, so that a person or a program can talk to the model. */
async function* typedLines(signal: AbortSignal, { input, err }: Io): AsyncGenerator<string> {
  if (input.isTerminal) err.write('Type sentences, one a line; Ctrl-D ends.\n');
  const decoder = new LineDecoder('standard input', maxLineBytes);
  let isEmpty = true;
  for await (const chunk of input.bytes(signal)) {
    isEmpty = false;
    yield* decoder.push(chunk);
  }
  if (!isEmpty) yield* decoder.end();
}

/** Tells of lines that were left empty. */
class TooLong {
  readonly #longest: number;
  readonly #io: Io;
  #count = 0;

  constructor(longest: number, io: Io) {
    this.#longest = longest;
    this.#io = io;
  }

  note(lines: readonly TranslatedLine[]): void {
    for (const { number, tokens } of lines.filter((line) => line.tokens > this.#longest)) {
      this.#count += 1;
      this.#io.err.write(
        `line ${number}: left empty, it has ${tokens} tokens, more than ${this.#longest}\n`,
      );
    }
  }

  /** @throws CliError where there were some. */
  complain(): void {
    if (this.#count === 0) return;
    const lines = this.#count === 1 ? '1 line' : `${this.#count} lines`;
    throw new CliError(
      `${lines} with more than ${this.#longest} tokens stayed empty; cut them into sentences, or set --longest higher where the model can read more`,
    );
  }
}
