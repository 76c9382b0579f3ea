import { toyTask, type SentencePair } from '@rondo/data';
import type { RunConfig } from '@rondo/seq2seq';
import { ownPairs, type LineReport } from './own-pairs.ts';
import type { Tokenizers } from './run-config.ts';

/** The pairs of a run. */
export interface RunData {
  readonly train: readonly SentencePair[];
  readonly validation: readonly SentencePair[];
  readonly tokenizers: Tokenizers;
  /** What became of the lines of one's own text. */
  readonly report?: LineReport;
}

/** The pairs that a config names, or those of one's own text; nothing where that text is not there. */
export async function runData(
  { data }: Pick<RunConfig, 'data'>,
  ownText: string | undefined,
): Promise<RunData | undefined> {
  if (!('task' in data)) return ownText === undefined ? undefined : ownPairs(ownText);
  const { task, ...options } = data;
  const told = Object.entries(options).filter(([, value]) => value !== undefined);
  const { train, validation, source, target } = toyTask(task, Object.fromEntries(told));
  return { train, validation, tokenizers: { source, target } };
}
