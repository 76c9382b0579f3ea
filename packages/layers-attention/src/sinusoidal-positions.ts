import { checkOptions, Module } from '@rondo/layers-core';
import { checkShapes, dropout, scope, tensor, type Backend, type Tensor } from '@rondo/tensor';
import { checkDropout, checkWhole } from './check-sizes.ts';
import { PositionTable, type WriteRow } from './position-table.ts';
import type { InputPositions } from './positions.ts';

const sinusoid: WriteRow = (t, row) => {
  for (const column of row.keys()) {
    const angle = t / 10_000 ** ((column - (column % 2)) / row.length);
    row[column] = column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  }
};

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
  const data = new Float32Array(length * dModel);
  for (let t = 0; t < length; t++) sinusoid(t, data.subarray(t * dModel, (t + 1) * dModel));
  return tensor(data, { shape: [length, dModel], ...where });
}

export interface SinusoidalPositionsOptions {
  /** Probability of dropout of the sum while training (0). */
  readonly dropout?: number;
}

/**
 * Adds its position to each step: x + PE, x `[N, T, E]` → `[N, T, E]`, see `sinusoidalPositions`. Nothing is learned or saved.
 *
 * Source: Vaswani et al. 2017, section 3.5.
 */
export class SinusoidalPositions extends Module implements InputPositions {
  readonly place = 'input';
  readonly dModel: number;
  readonly dropout: number;
  readonly #table: PositionTable;

  constructor(dModel: number, options: SinusoidalPositionsOptions = {}) {
    super();
    checkOptions(this, options, ['dropout']);
    const { dropout: p = 0 } = options;
    checkWhole(this, { dModel });
    checkDropout(this, p);
    this.dModel = dModel;
    this.dropout = p;
    this.#table = new PositionTable(dModel, sinusoid);
  }

  /** `offset` is the position of the first step: the length of the cache when decoding step by step. */
  forward(x: Tensor, { offset = 0 }: { readonly offset?: number } = {}): Tensor {
    const { dModel } = this;
    const { T } = checkShapes(this, { x: [x, ['N', 'T', 'dModel']] }, { dModel }) as { T: number };
    return scope(() => {
      const sum = x.add(this.#table.rows(offset, T, [T, dModel], x.storage.backend));
      return this.training ? dropout(sum, this.dropout) : sum;
    });
  }
}
