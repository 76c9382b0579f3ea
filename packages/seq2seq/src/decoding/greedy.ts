import { noGrad } from '@rondo/autograd';
import { specialIndex, type PaddedSequences } from '@rondo/data';
import { dispose, full, scope, tensor, type Tensor } from '@rondo/tensor';
import type { DecoderState } from '../model/decoder.ts';
import type { Seq2Seq } from '../model/seq2seq.ts';

export interface GreedyOptions {
  /** Longest output, [end] not counted; default: twice the source length plus 10. */
  readonly maxLength?: number;
  /** Whether to return attention weights. */
  readonly attention?: boolean;
}

/** One decoded sentence. */
export interface Hypothesis {
  /** Token indices, without [begin] and [end]. */
  readonly ids: readonly number[];
  /** Whether [end] came before the length limit. */
  readonly finished: boolean;
  /** Weights over the source for each output token and [end], if asked for and the model has attention. */
  readonly attention: readonly (readonly number[])[] | undefined;
}

/** Takes the most probable token at each step, for a batch of sources side by side. [pad] and [begin] are never taken. */
export async function greedyDecode(
  model: Seq2Seq,
  source: PaddedSequences,
  options: GreedyOptions = {},
): Promise<Hypothesis[]> {
  const [batch, longest] = source.shape;
  const limit = options.maxLength ?? 2 * longest + 10;
  const outputs = Array.from({ length: batch }, (): MutableHypothesis => ({ ids: [], finished: false, rows: [] }));
  const wasTraining = model.training;
  model.eval();
  let state = begin(model, source);
  let tokens = full([batch, 1], specialIndex.begin, { dtype: 'int32' });
  const forbidden = forbiddenTokens(model.config.targetVocabulary);
  try {
    for (let step = 0; step <= limit && outputs.some(({ finished }) => !finished); step++) {
      const next = advance(model, tokens, state, forbidden, options.attention === true);
      dispose([tokens, state.hidden]);
      tokens = next.tokens;
      state = next.state;
      collect(outputs, source, limit, await tokens.data(), await next.weights?.data());
      next.weights?.dispose();
    }
  } finally {
    dispose([tokens, state, forbidden]);
    model.train(wasTraining);
  }
  return outputs.map(({ ids, finished, rows }) => ({
    ids,
    finished,
    attention: rows.length > 0 ? rows : undefined,
  }));
}

interface MutableHypothesis {
  readonly ids: number[];
  finished: boolean;
  readonly rows: number[][];
}

function begin(model: Seq2Seq, source: PaddedSequences): DecoderState {
  return scope(() =>
    noGrad(() => {
      const ids = tensor(source.ids, { shape: source.shape });
      return model.decoder.begin(model.encode(ids, tensor(source.lengths)));
    }),
  );
}

/** True at the tokens that a sentence never contains. */
function forbiddenTokens(vocabulary: number): Tensor {
  const forbidden = new Uint8Array(vocabulary);
  forbidden[specialIndex.pad] = 1;
  forbidden[specialIndex.begin] = 1;
  return tensor(forbidden, { dtype: 'bool' });
}

function advance(
  model: Seq2Seq,
  tokens: Tensor,
  state: DecoderState,
  forbidden: Tensor,
  wantsWeights: boolean,
): { tokens: Tensor; state: DecoderState; weights: Tensor | undefined } {
  return scope(() =>
    noGrad(() => {
      const next = model.decode(tokens, state);
      const best = forbidden.where(-Infinity, next.logits).argmax(-1);
      return { tokens: best, state: next.state, weights: wantsWeights ? next.weights : undefined };
    }),
  );
}

/** Adds one token to every sentence that is not finished. */
function collect(
  outputs: readonly MutableHypothesis[],
  source: PaddedSequences,
  limit: number,
  tokens: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
): void {
  const longest = source.shape[1];
  for (const [n, output] of outputs.entries()) {
    if (output.finished) continue;
    output.finished = tokens[n] === specialIndex.end;
    const isFull = !output.finished && output.ids.length === limit;
    if (isFull) continue;
    if (!output.finished) output.ids.push(tokens[n]!);
    if (weights) {
      const row = Array.from({ length: source.lengths[n]! }, (_, s) => weights[n * longest + s]!);
      output.rows.push(row);
    }
  }
}
