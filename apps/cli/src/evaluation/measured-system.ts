import { encodePairs, type SentencePair } from '@rondo/data';
import {
  joinSubwords,
  textComparison,
  type MetricSettings,
  type ModelCheckpoint,
} from '@rondo/seq2seq';
import { resolve } from 'node:path';
import { hasPositions } from '../data/has-positions.ts';
import { CliError, UsageError } from '../errors.ts';
import { loadModelOnly } from '../training/load-model.ts';
import { evaluateModel, type EvaluateOptions, type Evaluation } from './evaluate-model.ts';
import { evaluationData, outputsFor, readOutputs, requireLength } from './evaluation-data.ts';

/** What is measured: translations beside their references. */
export interface MeasuredSystem {
  readonly outputs: readonly string[];
  readonly references: readonly string[];
  readonly settings: MetricSettings;
  /** Pairs that the model has no positions for. */
  readonly leftOut: number;
  /** Where a model made the translations. */
  readonly evaluation: Evaluation | undefined;
  /** Reads the translations of another system for the same sentences. */
  readonly baseline: (path: string | undefined) => Promise<readonly string[] | undefined>;
}

export interface MeasuredSystemOptions extends EvaluateOptions {
  readonly model?: string | undefined;
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
  model: string,
  { source, target, folder, ...options }: MeasuredSystemOptions,
): Promise<MeasuredSystem> {
  const path = resolve(folder, model);
  const checkpoint = await loadModelOnly(path);
  try {
    const data = await evaluationData(checkpoint.config, path, { source, target }, folder);
    const kept = keptPairs(checkpoint, data.pairs);
    const pairs = kept.map((n) => data.pairs[n]!);
    const evaluation = await evaluateModel(checkpoint, pairs, options);
    const { outputs, references, tokenize, lowercase, joinSubwords: joined } = evaluation;
    return {
      outputs,
      references,
      settings: { tokenize, lowercase },
      leftOut: data.pairs.length - kept.length,
      evaluation,
      baseline: async (name) => {
        if (name === undefined) return undefined;
        const file = resolve(folder, name);
        const others = outputsFor(data, await readOutputs(file), file);
        return joining(
          kept.map((n) => others[n]!),
          joined,
        );
      },
    };
  } finally {
    checkpoint.model.dispose();
  }
}

/**
 * The numbers of the pairs that a model has positions for.
 * @throws CliError where there are none.
 */
function keptPairs(
  { model, codec }: Pick<ModelCheckpoint, 'model' | 'codec'>,
  pairs: readonly SentencePair[],
): number[] {
  if (model.longestTarget === Infinity) return [...pairs.keys()];
  const fits = hasPositions(model);
  const kept = encodePairs(pairs, codec).flatMap((pair, n) => (fits(pair) ? [n] : []));
  if (kept.length > 0) return kept;
  throw new CliError(
    `each of the ${pairs.length} pairs is longer than the model has positions for: model.maxLength = ${model.longestTarget} tokens, [end] included; name shorter ones, or train with a larger model.maxLength`,
  );
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
    leftOut: 0,
    evaluation: undefined,
    baseline: async (name) => (name === undefined ? undefined : read(name)),
  };
}

function joining(texts: readonly string[], joined: boolean): string[] {
  return joined ? texts.map(joinSubwords) : [...texts];
}
