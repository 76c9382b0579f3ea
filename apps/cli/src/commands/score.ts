import type { Command } from '@commander-js/extra-typings';
import type { SentencePair } from '@rondo/data';
import { addBackendOption, backendOf } from '../backend/backend-option.ts';
import { decodingTrial } from '../backend/decoding-trial.ts';
import { chooseBackend } from '../backend/open-backend.ts';
import { exitCode, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { collect, wholeNumber } from '../options/numbers.ts';
import { required } from '../options/required.ts';
import { formatNumber } from '../progress/format.ts';
import { pairSource } from '../scoring/pair-source.ts';
import { scoreWindow, Total, type ScoredLine } from '../scoring/score-window.ts';
import { stoppable } from '../stoppable.ts';
import { loadTranslator } from '../training/load-translator.ts';
import { longestSource } from '../translation/longest-source.ts';
import { TooLong } from '../translation/too-long.ts';
import { writeWindows } from '../translation/write-windows.ts';
import { resolve } from 'node:path';

const help = `
Writes for each pair one line, in order: the log-probability that the model gives the translation (the natural
logarithm, [end] included), a tab, and how many tokens that are. A pair with an empty side gives an empty line and does not
count, nor does one with a side longer than --longest, or than the model has learned positions for; its number is
told, and the exit code is 1. At the end standard error gets the sums: log-probability, tokens, perplexity per token.

Pairs come from two files, from one (.tsv, .jsonl), or from standard input with a tab between the sides. Files and
pipes may be as long as you like. Uses: to choose among translations, to find pairs that are wrong, to compare models.

Examples
  rondo score --model run/best.safetensors --source test.de --target test.en > scores.tsv
  rondo score --model run/best.safetensors --pairs test.tsv --json
  paste test.de test.en | rondo score --model run/best.safetensors --summary
`;

/** `rondo score` */
export function scoreCommand(program: Command, io: Io, finish: (code: number) => void): void {
  const command = program
    .command('score')
    .description('tell how probable given translations are')
    .option('-m, --model <file>', 'a checkpoint, such as run/best.safetensors', collect)
    .option('--source <file>', 'sentences (.gz too), one a line')
    .option('--target <file>', 'their translations, line by line')
    .option('--pairs <file>', 'both in one file: .tsv or .jsonl (.gz too)')
    .option('-o, --output <file>', 'where to write; left out: standard output')
    .option('--json', 'a JSON object a line, with the log-probability of each token')
    .option('--summary', 'only the sums, on standard output')
    .option('--window <pairs>', 'pairs sorted by length at a time', wholeNumber(1, 1e6), 1024)
    .option('--batch-size <pairs>', 'most pairs side by side', wholeNumber(1, 1e5), 64)
    .option('--batch-tokens <tokens>', 'most tokens side by side', wholeNumber(1), 8192)
    .option('--longest <tokens>', 'most tokens of a side', wholeNumber(1), 1000)
    .addHelpText('after', help);
  addBackendOption(command);
  command.action(async (options) => {
    const paths = required(options.model, '--model', 'a checkpoint, such as run/best.safetensors');
    const { json = false, summary = false } = options;
    if (summary && (json || options.output !== undefined)) {
      throw new UsageError('--summary writes no lines; leave out --json and --output');
    }
    const code = await stoppable(io, async (signal) => {
      const pairs = pairSource(options, signal, io);
      const files = paths.map((path) => resolve(io.folder, path));
      await chooseBackend(backendOf(command), io, () => decodingTrial(files));
      const loaded = await loadTranslator(files);
      const { translator, models } = loaded;
      const longest = Math.min(options.longest, longestSource(models));
      const tooLong = new TooLong(longest, io);
      const total = new Total();
      const batch = { sentences: options.batchSize, tokens: options.batchTokens };
      const { window, output } = options;
      const writing = {
        window,
        weigh: ({ source, target }: SentencePair) => source.length + target.length,
        output,
        signal,
        tooLong,
      };
      try {
        await writeWindows(pairs, writing, io, async (some, first) => {
          const scored = await scoreWindow(translator, some, first, { batch, longest, signal });
          for (const line of scored) total.add(line);
          const text = summary ? '' : scored.map((line) => format(line, json)).join('');
          return { text, lines: scored };
        });
      } finally {
        loaded.dispose();
      }
      (summary ? io.out : io.err).write(describe(total));
      tooLong.complain();
      return exitCode.done;
    });
    finish(code);
  });
}

function format({ scores }: ScoredLine, json: boolean): string {
  if (!scores) return json ? 'null\n' : '\n';
  const { logProbability, tokens, logProbabilities } = scores;
  if (json) return `${JSON.stringify({ logProbability, tokens, logProbabilities })}\n`;
  return `${logProbability.toFixed(6)}\t${tokens.length + 1}\n`;
}

function describe({ pairs, leftOut, tokens, logProbability, perplexity }: Total): string {
  const skipped = leftOut === 0 ? '' : `; left out, empty or too long: ${leftOut}`;
  return [
    `pairs           ${pairs}${skipped}`,
    `tokens          ${tokens} ([end] included)`,
    `log-probability ${logProbability.toFixed(4)}`,
    `perplexity      ${formatNumber(perplexity)}`,
    '',
  ].join('\n');
}
