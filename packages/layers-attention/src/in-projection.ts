import { Parameter } from '@rondo/autograd';
import { init, Module } from '@rondo/layers-core';
import { linear, zeros, type Tensor } from '@rondo/tensor';
import { splitHeads } from './heads.ts';

export interface InProjectionOptions {
  readonly numHeads: number;
  readonly kdim: number;
  readonly vdim: number;
  readonly bias: boolean;
}

/**
 * The maps from what comes in to queries, keys and values of H heads of the size D, E = H·D.
 *
 * One weight `[3E, E]` (rows: query, key, value) where all inputs have the size E, else three; one bias `[3E]`. The weights start
 * from Xavier's uniform distribution, the bias from 0.
 */
export class InProjection extends Module {
  static override readonly torchNames = {
    weight: 'in_proj_weight',
    queryWeight: 'q_proj_weight',
    keyWeight: 'k_proj_weight',
    valueWeight: 'v_proj_weight',
    bias: 'in_proj_bias',
  };

  readonly weight: Parameter | undefined;
  readonly queryWeight: Parameter | undefined;
  readonly keyWeight: Parameter | undefined;
  readonly valueWeight: Parameter | undefined;
  readonly bias: Parameter | undefined;
  readonly #size: number;
  readonly #headDim: number;

  constructor(embedDim: number, { numHeads, kdim, vdim, bias }: InProjectionOptions) {
    super();
    const isOne = kdim === embedDim && vdim === embedDim;
    this.#size = embedDim;
    this.#headDim = embedDim / numHeads;
    this.weight = isOne ? xavier(3 * embedDim, embedDim) : undefined;
    this.queryWeight = isOne ? undefined : xavier(embedDim, embedDim);
    this.keyWeight = isOne ? undefined : xavier(embedDim, kdim);
    this.valueWeight = isOne ? undefined : xavier(embedDim, vdim);
    this.bias = bias ? new Parameter(zeros([3 * embedDim])) : undefined;
  }

  /** Query, key and value `[N, T, H, D]`; inputs that are the same tensor share one product. */
  project(query: Tensor, key: Tensor, value: Tensor): [query: Tensor, key: Tensor, value: Tensor] {
    if (query === key && key === value && this.weight) {
      const all = splitHeads(linear(query, this.weight, this.bias), this.#headDim);
      return this.#parts(all, 3) as [Tensor, Tensor, Tensor];
    }
    return [this.query(query), ...this.keyValue(key, value)];
  }

  /** Query `[N, T, H, D]` and key and value side by side `[N, T, 2H, D]`, of one input; for one common weight. */
  queryAndKeyValue(x: Tensor): [query: Tensor, keyValue: Tensor] {
    const all = splitHeads(linear(x, this.weight!, this.bias), this.#headDim);
    const H = this.#size / this.#headDim;
    return [all.narrow(2, 0, H), all.narrow(2, H, 2 * H)];
  }

  query(x: Tensor): Tensor {
    return this.#heads(x, this.queryWeight, 0, 1);
  }

  /** Key and value `[N, T, H, D]`; one product where both come from the same tensor. */
  keyValue(key: Tensor, value: Tensor): [key: Tensor, value: Tensor] {
    if (key === value && this.weight) {
      return this.#parts(this.#heads(key, undefined, 1, 2), 2) as [Tensor, Tensor];
    }
    return [this.#heads(key, this.keyWeight, 1, 1), this.#heads(value, this.valueWeight, 2, 1)];
  }

  /** The product with a weight of its own, or with `count` parts of the common one. */
  #heads(x: Tensor, own: Parameter | undefined, part: number, count: number): Tensor {
    const rows = (of: Tensor): Tensor => of.narrow(0, part * this.#size, count * this.#size);
    const y = linear(x, own ?? rows(this.weight!), this.bias && rows(this.bias));
    return splitHeads(y, this.#headDim);
  }

  #parts(x: Tensor, count: number): Tensor[] {
    const H = this.#size / this.#headDim;
    return Array.from({ length: count }, (_, part) => x.narrow(2, part * H, H));
  }
}

function xavier(rows: number, columns: number): Parameter {
  return new Parameter(init.xavierUniform([rows, columns]));
}
