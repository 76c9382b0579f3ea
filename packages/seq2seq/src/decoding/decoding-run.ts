import type { PaddedSequences } from '@rondo/data';
import { keep, RondoError, scope, tensor, type Tensor } from '@rondo/tensor';
import { Breath } from '@rondo/training';
import { ForbiddenTokens } from './forbidden-tokens.ts';
import type { DecodingState, IncrementalDecoder, ReorderOptions } from './incremental-decoder.ts';
import { nextTokens, type NextTokens, type OutputSoFar } from './next-tokens.ts';
import type { TokenRules } from './token-rules.ts';

export interface RunOptions {
  /** Whether to return attention weights. */
  readonly attention?: boolean;
  /** Ends the work before the next step: the promise rejects with the signal's reason, and nothing is left behind. */
  readonly signal?: AbortSignal | undefined;
}

/** What every way of decoding does at each step: one step of the model, the rules, one reading back. */
export class DecodingRun {
  readonly #rules: TokenRules;
  readonly #signal: AbortSignal | undefined;
  readonly #state: DecodingState;
  readonly #forbidden: ForbiddenTokens;
  readonly #breath = new Breath();

  constructor(
    model: IncrementalDecoder,
    source: PaddedSequences,
    rules: TokenRules,
    { attention = false, signal }: RunOptions,
  ) {
    signal?.throwIfAborted();
    this.#rules = rules;
    this.#signal = signal;
    this.#state = startOn(model, source, attention);
    this.#forbidden = new ForbiddenTokens(rules.forbidden);
  }

  /** What may come after the given tokens, int32 `[N]`, with the attention `[N, S]`. */
  step(
    tokens: Tensor,
    outputs: readonly OutputSoFar[],
  ): NextTokens & { readonly attention: Tensor | undefined } {
    const { logits, attention } = this.#state.step(tokens);
    return { ...nextTokens(logits, outputs, this.#rules, this.#forbidden), attention };
  }

  reorder(rows: readonly number[], options?: ReorderOptions): void {
    scope(() => this.#state.reorder(tensor(Int32Array.from(rows)), options));
  }

  /** Reads a tensor back and frees it. Others get a turn, and a signal to stop is heard. */
  async read(values: Tensor): Promise<ArrayLike<number>> {
    try {
      return await values.data();
    } finally {
      values.dispose();
      await this.#breath.take();
      this.#signal?.throwIfAborted();
    }
  }

  dispose(): void {
    this.#state.dispose();
    this.#forbidden.dispose();
  }
}

/** A state on a batch of padded sources. */
export function startOn(
  model: IncrementalDecoder,
  { ids, shape, lengths }: PaddedSequences,
  attention: boolean,
): DecodingState {
  return keep(
    scope(() => model.startDecoding(tensor(ids, { shape }), tensor(lengths), { attention })),
  );
}

/** @throws RondoError when a log-probability is not a number. */
export function refuseNaN(value: number, sentence: number, step: number): void {
  if (!Number.isNaN(value)) return;
  throw new RondoError(
    `decoding: the model gave NaN for token ${step + 1} of sentence ${sentence}; a parameter is NaN or infinite, go back to an earlier checkpoint`,
    { sentence, step },
  );
}
