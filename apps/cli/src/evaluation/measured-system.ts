import { joinSubwords, textComparison, type MetricSettings } from '@rondo/seq2seq';
import { resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { loadTranslator } from '../training/load-translator.ts';
import type { CountedLine } from '../translation/too-long.ts';
import { evaluateModel, type EvaluateOptions, type Evaluation } from './evaluate-model.ts';
import { evaluationData, outputsFor, readOutputs, requireLength } from './evaluation-data.ts';

/** What is measured: translations beside their references. */
export interface MeasuredSystem {
  readonly outputs: readonly string[];
  readonly references: readonly string[];
  readonly settings: MetricSettings;
  /** Where a model made the translations. */
  readonly evaluation: Evaluation | undefined;
  /** The pairs in their files. */
  readonly lines: readonly CountedLine[];
  /** Reads the translations of another system for the same sentences. */
  readonly baseline: (path: string | undefined) => Promise<readonly string[] | undefined>;
}

export interface MeasuredSystemOptions extends EvaluateOptions {
  /** One, or several that translate as one. */
  readonly model?: readonly string[] | undefined;
  readonly hypotheses?: string | undefined;
  readonly source?: string | undefined;
  readonly target?: string | undefined;
  /** Paths start here. */
  readonly folder: string;
}

/**
 * Lets a model translate, or reads translations.
 * @throws UsageError where it is not said what to measure; CliError for data that does not fit.
 */
export function measuredSystem(options: MeasuredSystemOptions): Promise<MeasuredSystem> {
  const { model, hypotheses } = options;
  if (model !== undefined && hypotheses === undefined) return modelSystem(model, options);
  if (hypotheses !== undefined && model === undefined) return fileSystem(hypotheses, options);
  throw new UsageError('give either --model, or --hypotheses and --target');
}

async function modelSystem(
  models: readonly string[],
  { source, target, folder, ...options }: MeasuredSystemOptions,
): Promise<MeasuredSystem> {
  const paths = models.map((model) => resolve(folder, model));
  const loaded = await loadTranslator(paths);
  try {
    const { config } = loaded.checkpoint;
    const data = await evaluationData(config, paths[0]!, { source, target }, folder);
    const evaluation = await evaluateModel(loaded, data.pairs, options);
    const { lengths } = evaluation;
    const { outputs, references, tokenize, lowercase, joinSubwords: joined } = evaluation;
    return {
      outputs,
      references,
      settings: { tokenize, lowercase },
      evaluation,
      lines: data.places.map((place, n) => ({ number: place + 1, tokens: lengths[n]! })),
      baseline: async (name) => {
        if (name === undefined) return undefined;
        const file = resolve(folder, name);
        return joining(outputsFor(data, await readOutputs(file), file), joined);
      },
    };
  } finally {
    loaded.dispose();
  }
}

async function fileSystem(
  hypotheses: string,
  { source, target, folder, ...options }: MeasuredSystemOptions,
): Promise<MeasuredSystem> {
  if (target === undefined || source !== undefined) {
    throw new UsageError('--hypotheses are compared with --target, and with nothing else');
  }
  const references = await readOutputs(resolve(folder, target));
  const read = async (name: string): Promise<string[]> => {
    const file = resolve(folder, name);
    const outputs = await readOutputs(file);
    requireLength(file, outputs, references.length);
    return joining(outputs, joined);
  };
  const comparison = textComparison(undefined, references, options);
  const { tokenize, lowercase, joinSubwords: joined } = comparison;
  return {
    outputs: await read(hypotheses),
    references: joining(references, joined),
    settings: { tokenize, lowercase },
    evaluation: undefined,
    lines: [],
    baseline: async (name) => (name === undefined ? undefined : read(name)),
  };
}

function joining(texts: readonly string[], joined: boolean): string[] {
  return joined ? texts.map(joinSubwords) : [...texts];
}
