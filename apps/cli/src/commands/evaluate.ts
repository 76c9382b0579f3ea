import {
  InvalidArgumentError,
  Option,
  type Command,
  type CommandUnknownOpts,
} from '@commander-js/extra-typings';
import { bleuTokenizers, metricNames, type MetricName } from '@rondo/seq2seq';
import { resolve } from 'node:path';
import { addBackendOption, backendOf } from '../backend/backend-option.ts';
import { decodingTrial } from '../backend/decoding-trial.ts';
import { chooseBackend } from '../backend/open-backend.ts';
import { exitCode, UsageError } from '../errors.ts';
import type { Evaluation } from '../evaluation/evaluate-model.ts';
import {
  formatFigures,
  modelFigures,
  timeFigure,
  type FigureLine,
} from '../evaluation/format-evaluation.ts';
import { measuredSystem } from '../evaluation/measured-system.ts';
import {
  formatComparison,
  scoreFigure,
  scoreOutputs,
  type OutputScore,
} from '../evaluation/score-outputs.ts';
import { writeFileAtomic } from '../folder/atomic-write.ts';
import type { Io } from '../io.ts';
import { addDecodingOptions, decodingFlags, settingsOf } from '../options/decoding-options.ts';
import { collect, wholeNumber } from '../options/numbers.ts';
import { StatusLine } from '../progress/status-line.ts';
import { stoppable } from '../stoppable.ts';
import { TooLong } from '../translation/too-long.ts';

const help = `
With a model: loss and perplexity per token (the model sees the reference so far), BLEU, chrF and TER as
sacreBLEU computes them with their signatures, the share of outputs equal to their reference, and
the speed. Without --source and --target the test data of the model's own config is used.

--model several times: the models translate as one, and the loss is that of the mean of their probabilities.
A pair with a side longer than --longest, or than the model has learned positions for, gets an empty output and is
left out of the loss; its number is told, and the exit code is 1.

With --hypotheses: the scores of translations in a file, whoever made them.
With --baseline: is the difference to another system more than chance? Paired bootstrap resampling draws
sentences with replacement and scores both on the same ones; p below 0.05 is commonly taken for a yes.

Examples
  rondo evaluate --model run/best.safetensors
  rondo evaluate --model run/best.safetensors --source test.de.gz --target test.en.gz --lowercase --beam 5
  rondo evaluate --hypotheses new.en --baseline old.en --target test.en
`;

/** `rondo evaluate` */
export function evaluateCommand(program: Command, io: Io, finish: (code: number) => void): void {
  const command = program
    .command('evaluate')
    .description('measure a model, or translations, against known translations')
    .option('-m, --model <file>', 'a checkpoint, such as run/best.safetensors', collect)
    .option('--hypotheses <file>', 'measure these translations instead of a model')
    .option('--source <file>', 'sentences to translate (.gz too)')
    .option('--target <file>', 'their translations, line by line')
    .option('--baseline <file>', 'translations of another system, to compare with')
    .option('--metrics <names>', `of ${metricNames.join(', ')}`, parseMetrics, [
      'bleu',
      'chrf',
      'ter',
    ] as MetricName[])
    .option('--confidence', 'how sure each score is: ± for 95 %, by bootstrap resampling')
    .option('--samples <number>', 'drawn for --confidence and --baseline', wholeNumber(1), 1000)
    .option('--bootstrap-seed <number>', 'of the draws', wholeNumber(0, 2 ** 32 - 1), 12345)
    .addOption(
      new Option(
        '--tokenize <how>',
        'how BLEU splits words (default: none for text in pieces, zh for Chinese, else 13a)',
      ).choices(bleuTokenizers),
    )
    .option('--lowercase', "compare in lower case (default: as the model's tokeniser does)")
    .option('--no-lowercase', 'compare as written')
    .option(
      '--join-subwords',
      'join pieces that end in @@ (default: where the references have some)',
    )
    .option('--no-join-subwords', 'compare the pieces')
    .option('-o, --output <file>', 'write the translations there')
    .option('--json', 'print a JSON object')
    .option('--longest <tokens>', 'most tokens of a side of a pair', wholeNumber(1), 1000)
    .addHelpText('after', help);
  addBackendOption(command);
  // One output of each sentence is compared.
  addDecodingOptions(command, ['n-best']);
  command.action(async (options) => {
    const settings = settingsOf(decodingFlags(command.opts()));
    if (options.hypotheses !== undefined) refuseDecoding(command);
    const code = await stoppable(io, async (signal) => {
      const { model } = options;
      if (model !== undefined) {
        const paths = model.map((path) => resolve(io.folder, path));
        await chooseBackend(backendOf(command), io, () => decodingTrial(paths));
      }
      const status = new StatusLine(io.err);
      const system = await measuredSystem({
        ...options,
        settings,
        signal,
        folder: io.folder,
        onProgress: (done, total) =>
          status.update(done / total, () => `${done}/${total} sentences`),
      }).finally(() => status.clear());
      const { outputs, references, evaluation } = system;
      const tooLong = new TooLong(evaluation?.longest ?? Infinity, io);
      tooLong.note(system.lines);
      const samples = options.baseline !== undefined || options.confidence ? options.samples : 0;
      const scores = scoreOutputs(outputs, references, {
        ...system.settings,
        metrics: options.metrics,
        samples,
        seed: options.bootstrapSeed,
        baseline: await system.baseline(options.baseline),
      });
      if (options.output !== undefined) {
        const text = outputs.map((sentence) => `${sentence}\n`).join('');
        await writeFileAtomic(resolve(io.folder, options.output), text, { option: '--output' });
      }
      if (options.json) {
        io.out.write(`${JSON.stringify(asJson(outputs.length, evaluation, scores))}\n`);
      } else {
        io.out.write(formatFigures(figures(outputs.length, evaluation, scores)));
        io.out.write(formatComparison(scores, samples));
      }
      tooLong.complain();
      return exitCode.done;
    });
    finish(code);
  });
}

/** @throws UsageError for options that say how a model decodes. */
function refuseDecoding(command: CommandUnknownOpts): void {
  const flags = decodingFlags(command.opts());
  const given = command.options.filter((option) => {
    const name = option.attributeName();
    return name in flags && command.getOptionValueSource(name) === 'cli';
  });
  if (given.length === 0) return;
  const names = given.map(({ long }) => long).join(', ');
  throw new UsageError(`${names}: with --hypotheses nothing is decoded; leave it out`);
}

function figures(
  sentences: number,
  evaluation: Evaluation | undefined,
  scores: readonly OutputScore[],
): FigureLine[] {
  return [
    ['sentences', String(sentences)],
    ...(evaluation ? modelFigures(evaluation) : []),
    ...scores.map(scoreFigure),
    ...(evaluation ? [timeFigure(evaluation)] : []),
  ];
}

function asJson(
  sentences: number,
  evaluation: Evaluation | undefined,
  scores: readonly OutputScore[],
): object {
  if (!evaluation) return { sentences, scores };
  const { loss, perplexity, exactMatch, seconds } = evaluation;
  return { sentences, loss, perplexity, exactMatch, scores, seconds };
}

function parseMetrics(text: string): MetricName[] {
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  const known: readonly string[] = metricNames;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return names as MetricName[];
  throw new InvalidArgumentError(`Expected some of ${metricNames.join(', ')} with commas between.`);
}
