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
import type { Carried, RecurrentDecoder, SourceView } from './recurrent-decoder.ts';

/** Decoding with a recurrent decoder: from step to step only what is carried changes. */
export class RecurrentState implements DecoderState {
  readonly #decoder: RecurrentDecoder;
  #source: SourceView;
  #carried: Carried;

  constructor(decoder: RecurrentDecoder, memory: Memory) {
    this.#decoder = decoder;
    ({ source: this.#source, carried: this.#carried } = keep(
      scope(() => ({ source: decoder.view(memory), carried: decoder.first(memory) })),
    ));
  }

  step(embedded: Tensor, options: DecoderOptions = {}): Decoded {
    const { carried, ...decoded } = this.#decoder.run(
      embedded,
      this.#source,
      this.#carried,
      options,
    );
    dispose(this.#carried);
    this.#carried = keep(carried);
    return decoded;
  }

  reorder(rows: Tensor, { sameSources = false }: ReorderOptions = {}): void {
    const { state, fed } = this.#carried;
    const old = sameSources ? [this.#carried] : [this.#carried, this.#source];
    const next = keep(
      scope(() => ({
        source: sameSources ? this.#source : chooseRows({ ...this.#source }, rows),
        carried: {
          state: state.map((part) => indexSelect(part, 1, rows)),
          fed: fed && indexSelect(fed, 0, rows),
        },
      })),
    );
    dispose(old);
    this.#source = next.source;
    this.#carried = next.carried;
  }

  *[heldTensors](): Generator<Tensor> {
    yield* tensorsIn([this.#source, this.#carried]);
  }
}
