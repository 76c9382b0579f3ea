import { noGrad } from '@rondo/autograd';
import { specialIndex, type PaddedSequences } from '@rondo/data';
import { dispose, full, RangeFault, scope, tensor, type Tensor } from '@rondo/tensor';
import type { DecoderState } from '../model/decoder.ts';
import { inMode } from '../model/mode.ts';
import type { Seq2Seq } from '../model/seq2seq.ts';
import { Breath } from '../breath.ts';

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
  const [batch] = source.shape;
  const { maxLength } = options;
  if (maxLength !== undefined && !(Number.isInteger(maxLength) && maxLength >= 0)) {
    throw new RangeFault(
      `greedyDecode: maxLength must be a whole number of 0 or more, received ${maxLength}`,
      { maxLength },
    );
  }
  if (batch === 0) return [];
  const outputs = Array.from(source.lengths, (length): MutableHypothesis => {
    // By its own length, so that a sentence comes out the same whatever it is decoded beside.
    return { ids: [], limit: maxLength ?? 2 * length + 10, ending: undefined, rows: [] };
  });
  const breath = new Breath();
  let state = begin(model, source);
  let tokens = full([batch, 1], specialIndex.begin, { dtype: 'int32' });
  const forbidden = forbiddenTokens(model.config.targetVocabulary);
  try {
    while (outputs.some(({ ending }) => ending === undefined)) {
      const next = advance(model, tokens, state, forbidden, options.attention === true);
      dispose([tokens, state.hidden]);
      tokens = next.tokens;
      state = next.state;
      collect(outputs, source, await tokens.data(), await next.weights?.data());
      next.weights?.dispose();
      await breath.take();
    }
  } finally {
    dispose([tokens, state, forbidden]);
  }
  return outputs.map(({ ids, ending, rows }) => ({
    ids,
    finished: ending === 'finished',
    attention: rows.length > 0 ? rows : undefined,
  }));
}

interface MutableHypothesis {
  readonly ids: number[];
  /** Longest output. */
  readonly limit: number;
  ending: 'finished' | 'cut' | undefined;
  readonly rows: number[][];
}

function begin(model: Seq2Seq, source: PaddedSequences): DecoderState {
  return inMode(model, 'evaluation', () =>
    scope(() =>
      noGrad(() => {
        const ids = tensor(source.ids, { shape: source.shape });
        return model.decoder.begin(model.encode(ids, tensor(source.lengths)));
      }),
    ),
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
  return inMode(model, 'evaluation', () =>
    scope(() =>
      noGrad(() => {
        const next = model.decode(tokens, state);
        const best = forbidden.where(-Infinity, next.logits).argmax(-1);
        return {
          tokens: best,
          state: next.state,
          weights: wantsWeights ? next.weights : undefined,
        };
      }),
    ),
  );
}

/** Adds one token to every sentence that has not ended. */
function collect(
  outputs: readonly MutableHypothesis[],
  source: PaddedSequences,
  tokens: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
): void {
  const longest = source.shape[1];
  for (const [n, output] of outputs.entries()) {
    if (output.ending) continue;
    if (tokens[n] === specialIndex.end) output.ending = 'finished';
    else if (output.ids.length === output.limit) output.ending = 'cut';
    else output.ids.push(tokens[n]!);
    if (output.ending === 'cut') continue;
    if (weights) {
      const row = Array.from({ length: source.lengths[n]! }, (_, s) => weights[n * longest + s]!);
      output.rows.push(row);
    }
  }
}
