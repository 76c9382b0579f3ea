import { Option, type Command } from '@commander-js/extra-typings';
import type { SentencePair } from '@rondo/data';
import { readParallelCorpus } from '@rondo/data/node';
import type { RunConfig } from '@rondo/seq2seq';
import { dirname, resolve } from 'node:path';
import { withAbsolutePaths } from '../config/config-paths.ts';
import { loadTestData } from '../data/load-data.ts';
import { atPlace, CliError, exitCode, UsageError } from '../errors.ts';
import { evaluateModel } from '../evaluation/evaluate-model.ts';
import { formatEvaluation } from '../evaluation/format-evaluation.ts';
import { writeFileAtomic } from '../folder/atomic-write.ts';
import type { Io } from '../io.ts';
import { StatusLine } from '../progress/status-line.ts';
import { loadModel } from '../training/load-model.ts';

const help = `
Prints loss and perplexity per token (the model sees the reference so far), BLEU as sacreBLEU
computes it with its signature, the share of outputs equal to their reference, and the speed.
Without --source and --target the test data of the model's own config is used.

Examples
  rondo evaluate --model run/best.safetensors
  rondo evaluate --model run/best.safetensors --source test.de.gz --target test.en.gz --lowercase
`;

/** `rondo evaluate` */
export function evaluateCommand(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('evaluate')
    .description('measure a model on sentences with known translations')
    .requiredOption('-m, --model <file>', 'a checkpoint, such as run/best.safetensors')
    .option('--source <file>', 'sentences to translate (.gz too)')
    .option('--target <file>', 'their translations, line by line')
    .addOption(
      new Option(
        '--tokenize <how>',
        'how BLEU splits words (default: none for text in pieces, else 13a)',
      ).choices(['13a', 'none'] as const),
    )
    .option('--lowercase', "compare in lower case (default: as the model's tokeniser does)")
    .option('--no-lowercase', 'compare as written')
    .option(
      '--join-subwords',
      'join pieces that end in @@ (default: where the references have some)',
    )
    .option('--no-join-subwords', 'compare the pieces')
    .option('-o, --output <file>', 'write the translations there')
    .addHelpText('after', help)
    .action(async (options) => {
      const { model: modelFile, source, target, output, ...rest } = options;
      const path = resolve(io.folder, modelFile);
      const checkpoint = await loadModel(path);
      try {
        const pairs = await evaluationPairs(checkpoint.config, path, { source, target }, io);
        const line = new StatusLine(io.err);
        const evaluation = await evaluateModel(checkpoint, pairs, {
          ...rest,
          onProgress: (done, total) =>
            line.update(done / total, () => `${done}/${total} sentences`),
        });
        line.clear();
        if (output !== undefined) {
          const text = evaluation.outputs.map((sentence) => `${sentence}\n`).join('');
          await writeFileAtomic(resolve(io.folder, output), text, { option: '--output' });
        }
        io.out.write(formatEvaluation(evaluation));
      } finally {
        checkpoint.model.dispose();
      }
      finish(exitCode.done);
    });
}

interface Files {
  readonly source: string | undefined;
  readonly target: string | undefined;
}

async function evaluationPairs(
  config: RunConfig,
  modelPath: string,
  { source, target }: Files,
  io: Io,
): Promise<readonly SentencePair[]> {
  if (source !== undefined && target !== undefined) {
    const corpus = await readParallelCorpus(resolve(io.folder, source), resolve(io.folder, target));
    return corpus.pairs;
  }
  if (source !== undefined || target !== undefined) {
    throw new UsageError(
      'give both --source and --target, or neither for the test data of the config',
    );
  }
  const { data } = withAbsolutePaths(config, dirname(modelPath));
  const pairs = await atPlace(
    'the test data of the config (name other files with --source and --target)',
    () => loadTestData(data),
  );
  if (pairs) return pairs;
  throw new CliError(
    "the model's config names no test data; name files with --source and --target, or add data.test to the config",
  );
}
