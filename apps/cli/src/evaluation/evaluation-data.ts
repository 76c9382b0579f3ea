import { normalizeLine, type SentencePair } from '@rondo/data';
import { readLines, readPairs } from '@rondo/data/node';
import type { RunConfig } from '@rondo/seq2seq';
import { dirname, resolve } from 'node:path';
import { withAbsolutePaths } from '../config/config-paths.ts';
import { loadTestData } from '../data/load-data.ts';
import { atPlace, CliError, UsageError } from '../errors.ts';

/** Sentences with known translations, and where in their files they stand. */
export interface EvaluationData {
  readonly pairs: readonly SentencePair[];
  /** Line of each pair, from 0. */
  readonly places: readonly number[];
  /** Lines of the files, empty ones too. */
  readonly lines: number;
}

export interface EvaluationFiles {
  readonly source: string | undefined;
  readonly target: string | undefined;
}

/**
 * The pairs of two files, or those of the test data of a model's config; a pair with an empty side is left out.
 * @throws UsageError for one file of two; CliError where there is no data.
 */
export async function evaluationData(
  config: RunConfig,
  modelPath: string,
  { source, target }: EvaluationFiles,
  folder: string,
): Promise<EvaluationData> {
  if (source !== undefined && target !== undefined) {
    return filePairs(resolve(folder, source), resolve(folder, target));
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
  if (pairs) return { pairs, places: [...pairs.keys()], lines: pairs.length };
  throw new CliError(
    "the model's config names no test data; name files with --source and --target, or add data.test to the config",
  );
}

async function filePairs(source: string, target: string): Promise<EvaluationData> {
  const pairs: SentencePair[] = [];
  const places: number[] = [];
  let lines = 0;
  for await (const pair of readPairs({ source, target })) {
    const tidy = { source: normalizeLine(pair.source), target: normalizeLine(pair.target) };
    if (tidy.source !== '' && tidy.target !== '') {
      pairs.push(tidy);
      places.push(lines);
    }
    lines += 1;
  }
  if (pairs.length > 0) return { pairs, places, lines };
  throw new CliError(
    `of the ${lines} lines of ${source} and ${target} none has text on both sides`,
  );
}

/** The outputs of a system, one a line; an empty one stays. */
export async function readOutputs(path: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(path)) lines.push(normalizeLine(line));
  return lines;
}

/**
 * The outputs of another system for the pairs of the data: a line for each line of its files, or for each pair.
 * @throws CliError where it has another number of lines.
 */
export function outputsFor(
  { pairs, places, lines }: EvaluationData,
  outputs: readonly string[],
  path: string,
): readonly string[] {
  if (outputs.length === pairs.length) return outputs;
  if (outputs.length === lines) return places.map((place) => outputs[place]!);
  throw otherLength(path, outputs.length, pairs.length);
}

/** @throws CliError unless there is a line for each sentence. */
export function requireLength(path: string, outputs: readonly string[], sentences: number): void {
  if (outputs.length !== sentences) throw otherLength(path, outputs.length, sentences);
}

function otherLength(path: string, lines: number, sentences: number): CliError {
  return new CliError(
    `${path} has ${lines} lines, and there are ${sentences} sentences to compare; it must have the translations of the same sentences, one a line`,
  );
}
