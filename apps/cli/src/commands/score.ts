import type { Command } from '@commander-js/extra-typings';
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
import { TextSink } from '../text-sink.ts';
import { loadTranslator } from '../training/load-translator.ts';
import { readAhead } from '../translation/read-ahead.ts';
import { longestSource } from '../translation/longest-source.ts';
import { resolve } from 'node:path';

const help = `
Writes for each pair one line, in order: the log-probability that the model gives the translation (the natural
logarithm, [end] included), a tab, and how many tokens that are. A pair with an empty side, or longer than the positions that
a model has learned, gives an empty line and does not count. At the end standard error gets the sums: log-probability, tokens, perplexity per token.

Pairs come from two files, from one (.tsv, .jsonl), or from standard input with a tab between the sides. Files and
pipes may be as long as you like. Uses: to choose among translations, to find pairs that are wrong, to compare models.

Examples
  rondo score --model run/best.safetensors --source test.de --target test.en > scores.tsv
  rondo score --model run/best.safetensors --pairs test.tsv --json
  paste test.de test.en | rondo score --model run/best.safetensors --summary
`;

const maxWindowCharacters = 2 ** 20;

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
    .addHelpText('after', help);
  addBackendOption(command);
  command.action(async (options) => {
    const models = required(options.model, '--model', 'a checkpoint, such as run/best.safetensors');
    const { json = false, summary = false } = options;
    if (summary && (json || options.output !== undefined)) {
      throw new UsageError('--summary writes no lines; leave out --json and --output');
    }
    const code = await stoppable(io, async (signal) => {
      const pairs = pairSource(options, signal, io);
      const paths = models.map((path) => resolve(io.folder, path));
      await chooseBackend(backendOf(command), io, () => decodingTrial(paths));
      const loaded = await loadTranslator(paths);
      try {
        const total = new Total();
        const sink = await TextSink.open(options.output, io);
        const batch = { sentences: options.batchSize, tokens: options.batchTokens };
        const longest = longestSource(loaded.models) + 1;
        const windows = readAhead(pairs, {
          items: options.window,
          weigh: ({ source, target }) => source.length + target.length,
          weight: maxWindowCharacters,
        });
        try {
          for await (const window of windows) {
            const scored = await scoreWindow(loaded.translator, window, batch, longest, signal);
            for (const line of scored) total.add(line);
            if (!summary) await sink.write(scored.map((line) => format(line, json)).join(''));
          }
          await sink.commit();
        } finally {
          await sink.discard();
        }
        (summary ? io.out : io.err).write(describe(total));
      } finally {
        loaded.dispose();
      }
      return exitCode.done;
    });
    finish(code);
  });
}

function format(line: ScoredLine | undefined, json: boolean): string {
  if (json) return `${JSON.stringify(line ?? null)}\n`;
  return line ? `${line.logProbability.toFixed(6)}\t${line.tokens.length + 1}\n` : '\n';
}

function describe({ pairs, leftOut, tokens, logProbability, perplexity }: Total): string {
  const skipped =
    leftOut === 0 ? '' : `; left out, empty on a side or too long for the model: ${leftOut}`;
  return [
    `pairs           ${pairs}${skipped}`,
    `tokens          ${tokens} ([end] included)`,
    `log-probability ${logProbability.toFixed(4)}`,
    `perplexity      ${formatNumber(perplexity)}`,
    '',
  ].join('\n');
}
