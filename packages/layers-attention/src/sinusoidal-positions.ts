import { Module } from '@rondo/layers-core';
import {
  checkShapes,
  dropout,
  heldTensors,
  keep,
  scope,
  tensor,
  type Backend,
  type Tensor,
} from '@rondo/tensor';

/**
 * Position t as dModel numbers: PE(t, 2i) = sin(t / 10000^(2i / E)), PE(t, 2i + 1) = cos(t / 10000^(2i / E)).
 *
 * → `[length, dModel]`. Source: Vaswani et al. 2017, section 3.5.
 */
export function sinusoidalPositions(
  length: number,
  dModel: number,
  where: { readonly backend?: Backend } = {},
): Tensor {
  const data = Float64Array.from({ length: length * dModel }, (_, at) => {
    const t = Math.floor(at / dModel);
    const column = at % dModel;
    const angle = t / 10_000 ** ((column - (column % 2)) / dModel);
    return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
  return tensor(data, { shape: [length, dModel], ...where });
}

export interface SinusoidalPositionsOptions {
  /** Probability of dropout of the sum while training (0). */
  readonly dropout?: number;
}

/** Adds its position to each step: x `[N, T, E]` → `[N, T, E]`, see `sinusoidalPositions`. Nothing is learned or saved. */
export class SinusoidalPositions extends Module {
  readonly dModel: number;
  readonly dropout: number;
  /** The positions computed so far. */
  #table: Tensor | undefined;

  constructor(dModel: number, { dropout: p = 0 }: SinusoidalPositionsOptions = {}) {
    super();
    this.dModel = dModel;
    this.dropout = p;
  }

  /** `offset` is the position of the first step: the length of the cache when decoding step by step. */
  forward(x: Tensor, { offset = 0 }: { readonly offset?: number } = {}): Tensor {
    const { dModel } = this;
    const { T } = checkShapes(this, { x: [x, ['N', 'T', 'dModel']] }, { dModel });
    return scope(() => {
      const positions = this.#upTo(offset + T!, x.storage.backend).narrow(0, offset, T!);
      const sum = x.add(positions);
      return this.training ? dropout(sum, this.dropout) : sum;
    });
  }

  override *[heldTensors](): Generator<Tensor> {
    yield* super[heldTensors]();
    if (this.#table) yield this.#table;
  }

  override dispose(): void {
    super.dispose();
    this.#table = undefined;
  }

  #upTo(length: number, backend: Backend): Tensor {
    const table = this.#table;
    if (table && table.shape[0]! >= length && table.storage.backend === backend) return table;
    table?.dispose();
    const rows = Math.max(64, 2 ** Math.ceil(Math.log2(Math.max(1, length))));
    this.#table = keep(sinusoidalPositions(rows, this.dModel, { backend }));
    return this.#table;
  }
}
