import { checkOptions } from '@rondo/layers-core';
import { checkShapes, RangeFault, scope, type Tensor } from '@rondo/tensor';
import { PositionTable } from './position-table.ts';
import type { AttentionPositions } from './positions.ts';

export interface RotaryPositionsOptions {
  /** The slowest pair turns by about 1 / base each step (10000). */
  readonly base?: number;
  /**
   * Which columns are a pair: 'adjacent' ones, 2i and 2i + 1, as in the paper; or those of the two 'halves', i and i + D / 2, as in
   * the checkpoints of GPT-NeoX and Llama.
   */
  readonly pairs?: 'adjacent' | 'halves';
}

/**
 * Turns each pair of columns of queries and keys by an angle that grows with the position, so that a score depends on the distance
 * of its query and key: with θᵢ = base^(-2i / D) and (a, b) the pair i of the step at position t,
 *
 * (a, b) ← (a cos tθᵢ - b sin tθᵢ, a sin tθᵢ + b cos tθᵢ).
 *
 * `[N, T, H, D]` → `[N, T, H, D]`. Nothing is learned. Source: Su et al. 2021, "RoFormer", section 3.4.2.
 */
export class RotaryPositions implements AttentionPositions {
  readonly place = 'attention';
  readonly headDim: number;
  readonly base: number;
  readonly pairs: 'adjacent' | 'halves';
  readonly #cosines: PositionTable;
  readonly #sines: PositionTable;

  /** @throws RangeFault unless headDim is even and base above 0. */
  constructor(headDim: number, options: RotaryPositionsOptions = {}) {
    checkOptions('RotaryPositions', options, ['base', 'pairs']);
    const { base = 10_000, pairs = 'adjacent' } = options;
    if (!Number.isInteger(headDim) || headDim < 2 || headDim % 2 !== 0) {
      throw new RangeFault(
        `RotaryPositions: expected an even headDim of 2 or more, for pairs of columns, received ${headDim}`,
        { headDim },
      );
    }
    if (!(base > 0)) {
      throw new RangeFault(`RotaryPositions: expected a base above 0, received ${base}`, { base });
    }
    this.headDim = headDim;
    this.base = base;
    this.pairs = pairs;
    const count = headDim / 2;
    // The two columns of pair i, as `#paired` lays them out.
    const columns = (i: number): [number, number] =>
      pairs === 'adjacent' ? [2 * i, 2 * i + 1] : [i, count + i];
    const table = (valuesOf: (angle: number) => readonly [number, number]): PositionTable =>
      new PositionTable(headDim, (t, row) => {
        for (let i = 0; i < count; i++) {
          const [a, b] = columns(i);
          [row[a], row[b]] = valuesOf(t / base ** ((2 * i) / headDim));
        }
      });
    this.#cosines = table((angle) => [Math.cos(angle), Math.cos(angle)]);
    this.#sines = table((angle) => [-Math.sin(angle), Math.sin(angle)]);
  }

  /** @throws ShapeError unless the heads end in headDim. */
  rotate(heads: Tensor, offset = 0): Tensor {
    const { headDim } = this;
    const { T } = checkShapes(
      'RotaryPositions',
      { heads: [heads, ['N', 'T', 'H', 'headDim']] },
      { headDim },
    ) as { T: number };
    const { backend } = heads.storage;
    return scope(() => {
      const [own, axis] = this.#paired(heads);
      const shape = [T, 1, ...own.shape.slice(3)];
      const cos = this.#cosines.rows(offset, T, shape, backend);
      const sin = this.#sines.rows(offset, T, shape, backend);
      return own.mul(cos).add(own.flip(axis).mul(sin)).reshape(heads.shape);
    });
  }

  /** Heads with an axis of 2 for the members of each pair: a view, and which axis that is. */
  #paired(heads: Tensor): [paired: Tensor, axis: number] {
    const lead = heads.shape.slice(0, 3);
    const count = this.headDim / 2;
    return this.pairs === 'adjacent'
      ? [heads.reshape([...lead, count, 2]), 4]
      : [heads.reshape([...lead, 2, count]), 3];
  }
}
