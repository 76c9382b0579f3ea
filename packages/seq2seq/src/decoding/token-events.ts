import { specialIndex, type PaddedSequences } from '@rondo/data';
import { concat, full, gather, indexSelect, keep, scope, tensor } from '@rondo/tensor';
import type { Tensor } from '@rondo/tensor';
import { DecodingRun, refuseNaN, type RunOptions } from './decoding-run.ts';
import type { IncrementalDecoder } from './incremental-decoder.ts';
import { lengthLimit } from './length-options.ts';
import type { OutputSoFar } from './next-tokens.ts';
import { checkPrefixes } from './prefixes.ts';
import { TokenRules, type TokenRuleOptions } from './token-rules.ts';

export interface OneByOneOptions extends TokenRuleOptions, RunOptions {
  /** How the output of each sentence begins; no beginning where it is empty. */
  readonly prefixes?: readonly (readonly number[])[];
}

/** Of what collects the tokens of whole outputs. */
export interface OnEventOptions {
  /** Told each token as soon as it is there. */
  readonly onEvent?: ((event: TokenEvent) => void) | undefined;
}

/** One token, or the end of a sentence. */
export type TokenEvent = {
  /** Which of the sources. */
  readonly sentence: number;
  /** Weights over the source, if asked for and the model has attention. */
  readonly attention: readonly number[] | undefined;
} & (
  | { readonly kind: 'token'; readonly id: number; readonly logProbability: number }
  | { readonly kind: 'end'; readonly finished: true; readonly logProbability: number }
  /** Cut at the length limit, or where no token was allowed. */
  | { readonly kind: 'end'; readonly finished: false; readonly logProbability: undefined }
);

/** An output of which there is one for each sentence. */
export interface Sequence extends OutputSoFar {
  readonly sentence: number;
  readonly ids: number[];
}

/** Picks the next token of each row, int32 `[N]`, from scores `[N, V]` that differ from ln P by one number a row. */
export type Choose = (scores: Tensor, sequences: readonly Sequence[]) => Tensor;

/**
 * Decodes one output per sentence, all side by side, and tells the tokens step by step. Where a fourth of the rows has ended, the others go on
 * alone. Leaving the loop early frees everything.
 */
export async function* tokenEvents(
  where: string,
  model: IncrementalDecoder,
  source: PaddedSequences,
  options: OneByOneOptions,
  choose: Choose,
): AsyncGenerator<TokenEvent[]> {
  const { targetVocabulary } = model;
  const [batch] = source.shape;
  const rules = new TokenRules(where, targetVocabulary, options);
  checkPrefixes(where, options, batch, rules.forbidden);
  if (batch === 0) return;
  let rows = Array.from(source.lengths, (length, sentence) => {
    const prefix = options.prefixes?.[sentence] ?? [];
    const limit = lengthLimit(options, model, length, prefix.length);
    return new Row(sentence, length, limit, prefix);
  });
  const run = new DecodingRun(model, source, rules, options);
  let tokens = keep(full([batch], specialIndex.begin, { dtype: 'int32' }));
  try {
    for (;;) {
      const last = tokens;
      const next = keep(scope(() => advance(run, last, rows, choose)));
      tokens = next.tokens;
      last.dispose();
      const values = await run.read(next.values);
      const width = next.values.shape[1]!;
      const events = rows.flatMap((row, n) => row.take(values, n * width, width) ?? []);
      if (events.length > 0) yield events;
      const going = [...rows.keys()].filter((n) => !rows[n]!.ended);
      if (going.length === 0) return;
      if (going.length > 0.75 * rows.length) continue;
      run.reorder(going);
      rows = going.map((n) => rows[n]!);
      const all = tokens;
      tokens = keep(scope(() => indexSelect(all, 0, tensor(Int32Array.from(going)))));
      all.dispose();
    }
  } finally {
    run.dispose();
    tokens.dispose();
  }
}

/** The next tokens, and beside them what is read back: `[N, 2 + S]` token, ln P, attention. */
function advance(
  run: DecodingRun,
  tokens: Tensor,
  rows: readonly Row[],
  choose: Choose,
): { tokens: Tensor; values: Tensor } {
  const { scores, logSum, attention } = run.step(tokens, rows);
  const chosen = withForced(choose(scores, rows), rows).unsqueeze(1);
  const columns = [chosen.cast('float32'), gather(scores, -1, chosen).sub(logSum)];
  if (attention) columns.push(attention);
  return { tokens: chosen.squeeze(1), values: concat(columns, 1) };
}

function withForced(chosen: Tensor, rows: readonly Row[]): Tensor {
  const forced = rows.map((row) => row.forced);
  if (forced.every((id) => id === undefined)) return chosen;
  const isForced = tensor(forced.map((id) => id !== undefined));
  return isForced.where(tensor(Int32Array.from(forced, (id) => id ?? 0)), chosen);
}

class Row implements Sequence {
  readonly sentence: number;
  readonly ids: number[] = [];
  ended = false;
  readonly #sourceLength: number;
  readonly #limit: number;
  readonly #prefix: readonly number[];

  constructor(sentence: number, sourceLength: number, limit: number, prefix: readonly number[]) {
    this.sentence = sentence;
    this.#sourceLength = sourceLength;
    this.#limit = limit;
    this.#prefix = prefix;
  }

  get forced(): number | undefined {
    return this.#prefix[this.ids.length];
  }

  /** Takes token, ln P and attention from the numbers that were read; nothing once the sentence has ended. */
  take(values: ArrayLike<number>, at: number, width: number): TokenEvent | undefined {
    if (this.ended) return undefined;
    const { sentence } = this;
    const id = values[at]!;
    const logProbability = values[at + 1]!;
    refuseNaN(logProbability, sentence, this.ids.length);
    const isCut = id !== specialIndex.end && this.ids.length >= this.#limit;
    if (isCut || logProbability === -Infinity) {
      this.ended = true;
      const nothing = { attention: undefined, logProbability: undefined };
      return { kind: 'end', sentence, finished: false, ...nothing };
    }
    const length = this.#sourceLength;
    const attention = width > 2 ? Array.from({ length }, (_, s) => values[at + 2 + s]!) : undefined;
    if (id === specialIndex.end) {
      this.ended = true;
      return { kind: 'end', sentence, finished: true, logProbability, attention };
    }
    this.ids.push(id);
    return { kind: 'token', sentence, id, logProbability, attention };
  }
}
