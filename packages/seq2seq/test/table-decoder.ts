import { cpu } from '@rondo/backend-cpu';
import {
  arange,
  cos,
  embedding,
  heldTensors,
  indexSelect,
  keep,
  scope,
  softmax,
  tensor,
  useBackend,
  zeros,
  type Tensor,
} from '@rondo/tensor';
import type {
  DecodingState,
  DecodingStep,
  IncrementalDecoder,
  ReorderOptions,
  StartDecodingOptions,
} from '../src/decoding/incremental-decoder.ts';

useBackend(cpu());

export interface TableDecoderOptions {
  /** How much the logits also depend on all tokens before and on the source. Default 0: on the last token only. */
  readonly history?: number;
  readonly hasAttention?: boolean;
}

/** A decoder whose logits are the row of a table that belongs to the last token, so that results can be computed by hand. */
export class TableDecoder implements IncrementalDecoder {
  readonly targetVocabulary: number;
  readonly table: Tensor;
  readonly history: number;
  readonly hasAttention: boolean;
  /** Rows of each step so far. */
  readonly rows: number[] = [];
  /** Whether each call of `reorder` left the sources where they were. */
  readonly reorders: boolean[] = [];

  constructor(
    table: readonly (readonly number[])[],
    { history = 0, hasAttention = true }: TableDecoderOptions = {},
  ) {
    this.targetVocabulary = table.length;
    this.table = keep(tensor(table.map((row) => [...row])));
    this.history = history;
    this.hasAttention = hasAttention;
  }

  startDecoding(
    source: Tensor,
    lengths: Tensor,
    options: StartDecodingOptions = {},
  ): DecodingState {
    return new TableState(this, source, lengths, options.attention === true && this.hasAttention);
  }

  dispose(): void {
    this.table.dispose();
  }
}

class TableState implements DecodingState {
  readonly #decoder: TableDecoder;
  readonly #wantsAttention: boolean;
  #sums: Tensor;
  /** Sum of each source, [N, 1]. */
  #sources: Tensor;
  /** True at tokens, [N, S]. */
  #mask: Tensor;

  constructor(decoder: TableDecoder, source: Tensor, lengths: Tensor, wantsAttention: boolean) {
    this.#decoder = decoder;
    this.#wantsAttention = wantsAttention;
    const [batch, longest] = source.shape as [number, number];
    this.#sums = keep(zeros([batch, 1]));
    this.#sources = keep(scope(() => source.cast('float32').sum(1, { keepDim: true })));
    this.#mask = keep(scope(() => arange(0, longest).less(lengths.unsqueeze(1))));
  }

  step(tokens: Tensor): DecodingStep {
    const { table, history, rows } = this.#decoder;
    rows.push(tokens.size);
    const sums = this.#sums;
    this.#sums = keep(scope(() => sums.mul(0.7).add(tokens.unsqueeze(1).cast('float32'))));
    sums.dispose();
    return scope(() => {
      const phases = arange(0, table.shape[0]!).cast('float32');
      const drift = cos(this.#sums.add(this.#sources).mul(phases.add(1)));
      const positions = arange(0, this.#mask.shape[1]!).cast('float32');
      const weights = cos(this.#sums.add(positions)).mul(2);
      return {
        logits: embedding(tokens, table).add(drift.mul(history)),
        attention: this.#wantsAttention ? softmax(this.#mask.where(weights, -Infinity)) : undefined,
      };
    });
  }

  reorder(rows: Tensor, { sameSources = false }: ReorderOptions = {}): void {
    this.#decoder.reorders.push(sameSources);
    this.#sums = chosen(this.#sums, rows);
    if (sameSources) return;
    this.#sources = chosen(this.#sources, rows);
    this.#mask = chosen(this.#mask, rows);
  }

  *[heldTensors](): Generator<Tensor> {
    yield* [this.#sums, this.#sources, this.#mask];
  }

  dispose(): void {
    for (const held of this[heldTensors]()) held.dispose();
  }
}

function chosen(x: Tensor, rows: Tensor): Tensor {
  const result = keep(indexSelect(x, 0, rows));
  x.dispose();
  return result;
}

/** Numbers between -scale and scale that look random. */
export function randomTable(size: number, { seed = 1, scale = 2 } = {}): number[][] {
  let state = seed * 7919 + 13;
  const next = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (((state >>> 8) & 0xffff) / 0x8000 - 1) * scale;
  };
  return Array.from({ length: size }, () => Array.from({ length: size }, next));
}
