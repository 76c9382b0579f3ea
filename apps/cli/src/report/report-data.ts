import type { Translation } from '@rondo/seq2seq';

/** A step of the training curve. */
export interface CurvePoint {
  readonly step: number;
  readonly loss: number;
  /** Mean of the last steps. */
  readonly mean: number;
  readonly learningRate: number;
}

export interface ValidationPoint {
  readonly step: number;
  readonly loss: number;
  readonly perplexity: number;
  readonly isBest: boolean;
}

/** The weights of one sentence: a row for each output token, a column for each source token. */
export interface AttentionMap {
  readonly source: readonly string[];
  readonly output: readonly string[];
  readonly weights: readonly (readonly number[])[];
}

interface Sample {
  readonly source: string;
  readonly reference: string;
  readonly output: string;
}

export type Figure = readonly [name: string, value: string];

/** Everything that a report shows. */
export interface ReportData {
  readonly title: string;
  readonly summary: readonly Figure[];
  readonly curve: readonly CurvePoint[];
  readonly validations: readonly ValidationPoint[];
  readonly samples: readonly Sample[];
  readonly attention: readonly AttentionMap[];
  readonly data: readonly string[];
  readonly config: string;
  readonly environment: readonly Figure[];
}

const visible = (token: string): string => (token.trim() === '' ? '␣' : token);

/** Stands for [end]. */
const end = '⏎';

/** The attention of a translation, blanks made visible; nothing where the model has none. */
export function attentionMap({
  sourceTokens,
  tokens,
  attention,
}: Translation): AttentionMap | undefined {
  if (!attention || attention.length === 0) return undefined;
  return {
    source: [...sourceTokens.map(visible), end].slice(0, attention[0]!.length),
    output: [...tokens.map(visible), end].slice(0, attention.length),
    weights: attention,
  };
}
