import type { KeyValue } from '@rondo/layers-attention';
import {
  dispose,
  heldTensors,
  indexSelect,
  keep,
  scope,
  tensorsIn,
  type Tensor,
} from '@rondo/tensor';
import type { ReorderOptions } from '../../decoding/incremental-decoder.ts';
import type { Decoded, DecoderOptions, DecoderState } from '../decoder.ts';
import type { Memory } from '../memory.ts';
import { chooseRows } from '../rows.ts';
import type { SSRUDecoder } from './ssru-decoder.ts';

/** What of the source a step looks up. */
interface Source {
  readonly memory: readonly KeyValue[];
  readonly lengths: Tensor;
}

/** Decoding with recurrent units: from step to step only their memories change. */
export class SSRUState implements DecoderState {
  readonly #decoder: SSRUDecoder;
  #source: Source;
  #cells: readonly Tensor[] | undefined;

  constructor(decoder: SSRUDecoder, memory: Memory) {
    this.#decoder = decoder;
    // The lengths stay the caller's.
    this.#source = keep(
      scope(() => ({ memory: decoder.project(memory), lengths: memory.lengths.detach() })),
    );
  }

  step(embedded: Tensor, options?: DecoderOptions): Decoded {
    const before = this.#cells;
    const start = { ...this.#source, ...(before && { cells: before }) };
    const { cells, ...decoded } = this.#decoder.run(embedded, start, options);
    this.#cells = keep(cells);
    dispose(before);
    return decoded;
  }

  reorder(rows: Tensor, { sameSources = false }: ReorderOptions = {}): void {
    const { memory, lengths } = this.#source;
    const old = sameSources ? [this.#cells] : [this.#cells, this.#source];
    const next = keep(
      scope(() => ({
        cells: this.#cells?.map((cell) => indexSelect(cell, 1, rows)),
        source: sameSources
          ? this.#source
          : {
              memory: memory.map(({ key, value }) => chooseRows({ key, value }, rows)),
              lengths: indexSelect(lengths, 0, rows),
            },
      })),
    );
    dispose(old);
    this.#cells = next.cells;
    this.#source = next.source;
  }

  *[heldTensors](): Generator<Tensor> {
    yield* tensorsIn([this.#source, this.#cells]);
  }
}
