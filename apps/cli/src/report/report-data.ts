import type { DataReport } from '@rondo/data';
import type { HeadAttention, LayerEstimate, Origin, Translation } from '@rondo/seq2seq';

/** A step of the training curve. */
export interface CurvePoint {
  readonly step: number;
  readonly loss: number;
  /** Mean of the last steps. */
  readonly mean: number;
  readonly learningRate: number;
  /** Source and target tokens a second, of the last steps. */
  readonly speed: number;
}

export interface ValidationPoint {
  readonly step: number;
  readonly loss: number;
  readonly perplexity: number;
  readonly isBest: boolean;
  /** What else it told: shares in percent, and scores of decoded sentences. */
  readonly scores: Readonly<Record<string, number>>;
}

/** The weights of one sentence: a row for each output token, a column for each source token. */
export interface AttentionMap {
  readonly source: readonly string[];
  readonly output: readonly string[];
  readonly weights: readonly (readonly number[])[];
}

/** The weights of one sentence, of each layer and head. */
export interface HeadMap {
  readonly source: readonly string[];
  readonly output: readonly string[];
  readonly layers: HeadAttention;
}

interface Sample {
  readonly source: string;
  readonly reference: string;
  readonly output: string;
}

export type Figure = readonly [name: string, value: string];

/** What the run was thought to take, and what it took; undefined where nobody knows. */
export interface Cost {
  readonly name: string;
  readonly estimate: string | undefined;
  readonly real: string | undefined;
}

/** Everything that a report shows. */
export interface ReportData {
  readonly title: string;
  /** What was trained, in one sentence. */
  readonly subtitle: string;
  readonly summary: readonly Figure[];
  readonly curve: readonly CurvePoint[];
  readonly validations: readonly ValidationPoint[];
  /** Steps after which the run was taken up again. */
  readonly resumes: readonly number[];
  readonly samples: readonly Sample[];
  readonly attention: readonly AttentionMap[];
  readonly heads: readonly HeadMap[];
  /** None for runs of older programs, which did not store them. */
  readonly layers: readonly LayerEstimate[];
  readonly costs: readonly Cost[];
  /** Where the data comes from, in lines of text. */
  readonly data: readonly string[];
  readonly dataReport: DataReport;
  readonly origin: Origin | undefined;
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

/** The same of each head; a sentence that the model did not end has no row for its end. */
export function headMap(
  { sourceTokens, tokens, finished }: Translation,
  layers: HeadAttention,
): HeadMap {
  const output = [...tokens.map(visible), ...(finished ? [end] : [])];
  return {
    source: [...sourceTokens.map(visible), end],
    output,
    layers: layers.map((heads) => heads.map((rows) => rows.slice(0, output.length))),
  };
}
