import type { Command } from '@commander-js/extra-typings';
import { readLines } from '@rondo/data/node';
import { resolve } from 'node:path';
import { addBackendOption, backendOf } from '../backend/backend-option.ts';
import { decodingTrial } from '../backend/decoding-trial.ts';
import { chooseBackend } from '../backend/open-backend.ts';
import { exitCode, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { addDecodingOptions, decodingFlags, settingsOf } from '../options/decoding-options.ts';
import { collect, wholeNumber } from '../options/numbers.ts';
import { required } from '../options/required.ts';
import { stoppable } from '../stoppable.ts';
import { TextSink } from '../text-sink.ts';
import { loadTranslator } from '../training/load-translator.ts';
import { formatAttention } from '../translation/attention-weights.ts';
import { formatLine } from '../translation/format-line.ts';
import { requireAttention } from '../translation/has-attention.ts';
import { longestSource } from '../translation/longest-source.ts';
import { TooLong } from '../translation/too-long.ts';
import { translateLines } from '../translation/translate-lines.ts';
import { typedLines } from '../translation/typed-lines.ts';
import { writeWindows } from '../translation/write-windows.ts';

const help = `
Without a sentence and without --input, standard input is read: one sentence a line.
Each line gives one line, in order; an empty line stays empty. Files and pipes may be as long as you
like: lines are read, translated and written some at a time. A line longer than --longest stays
empty; its number is told, and the exit code is 1. Ctrl-C writes what is done and ends.

--model several times: the models translate as one, each token by the mean of their probabilities.
--n-best writes "number ||| translation ||| score", the first line being 0, the best one first.
--alignment adds " ||| 0-0 1-1": source word 0 stands behind output word 0, and so on.
--attention writes {"line", "source", "target", "weights"} for each line: tokens of the sentence and of its best output with their
ends, and the weights, a row for each token of the output. Of a Transformer: the mean over the heads of the last layer but one
(or of the only one), which agrees best with what translates what; of several models: the mean over the models.

Examples
  rondo translate --model run/best.safetensors "OCT 8, 1989"
  rondo translate --model run/best.safetensors --input test.de.gz --output test.en
  zcat news.de.gz | rondo translate --model run/best.safetensors --beam 5 > news.en
  rondo translate --model run/best.safetensors --input test.de --output test.en --attention weights.jsonl
  rondo translate --model run/best.safetensors --beam 5 --n-best 3 --json "Ein Hund."
  rondo translate --model run/best.safetensors --sample --top-k 10 --seed 7 "Ein Hund."
`;

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
    .option('--attention <file>', 'write the attention weights there, a JSON object a line')
    .option('--json', 'a JSON object a line: all outputs with scores and tokens')
    .option('--window <lines>', 'lines sorted by length at a time', wholeNumber(1, 1e6), 1024)
    .option('--batch-size <sentences>', 'most sentences side by side', wholeNumber(1, 1e5), 64)
    .option('--batch-tokens <tokens>', 'most source tokens side by side', wholeNumber(1), 8192)
    .option('--longest <tokens>', 'most tokens of a line', wholeNumber(1), 1000)
    .addHelpText('after', help);
  addBackendOption(command);
  addDecodingOptions(command);
  command.action(async (words, options) => {
    const paths = required(options.model, '--model', 'a checkpoint, such as run/best.safetensors');
    if (words.length > 0 && options.input !== undefined) {
      throw new UsageError('give a sentence or --input, not both');
    }
    const files = [options.output, options.attention].map(
      (file) => file && resolve(io.folder, file),
    );
    if (files[0] !== undefined && files[0] === files[1]) {
      throw new UsageError('--output and --attention name the same file; give them two');
    }
    const settings = settingsOf(decodingFlags(command.opts()));
    const code = await stoppable(io, async (signal) => {
      const checkpoints = paths.map((path) => resolve(io.folder, path));
      await chooseBackend(backendOf(command), io, () => decodingTrial(checkpoints));
      const loaded = await loadTranslator(checkpoints);
      const { translator, models } = loaded;
      const longest = Math.min(options.longest, longestSource(models));
      const tooLong = new TooLong(longest, io);
      const { joinSubwords = false, alignment = false, json = false } = options;
      const { window, output, attention } = options;
      const format = { joinSubwords, alignment, json, nBest: settings.decoding.nBest ?? 1 };
      const translating = {
        settings,
        batch: { sentences: options.batchSize, tokens: options.batchTokens },
        longest,
        attention: alignment || attention !== undefined,
        signal,
      };
      const writing = { window, weigh: (line: string) => line.length, output, signal, tooLong };
      const source = sourceLines(words, options.input, signal, io);
      const translateInto = (weights?: TextSink): Promise<void> =>
        writeWindows(source, writing, io, async (texts, first) => {
          const lines = await translateLines(translator, texts, first, translating);
          await weights?.write(
            lines.map((line) => formatAttention(line, translator.codec)).join(''),
          );
          return { text: lines.map((line) => formatLine(line, format)).join(''), lines };
        });
      try {
        requireAttention(models, { alignment, attention: attention !== undefined });
        if (attention === undefined) await translateInto();
        else await TextSink.using(attention, { io, signal, option: '--attention' }, translateInto);
      } finally {
        loaded.dispose();
      }
      tooLong.complain();
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
  return input === undefined
    ? typedLines('sentences, one a line', signal, io)
    : readLines(resolve(io.folder, input));
}

async function* oneLine(line: string): AsyncGenerator<string> {
  yield await Promise.resolve(line);
}
