import { Parameter } from '@rondo/autograd';
import { init, Module } from '@rondo/layers-core';
import { linear, zeros, type Tensor } from '@rondo/tensor';
import { splitHeads } from './heads.ts';

export interface InProjectionOptions {
  readonly numHeads: number;
  readonly keyValueHeads: number;
  readonly kdim: number;
  readonly vdim: number;
  readonly bias: boolean;
}

/**
 * The maps from what comes in to queries of H heads and to keys and values of K heads, each of the size D, E = H·D.
 *
 * One weight `[(H + 2K)·D, E]` (rows: query, key, value) where all inputs have the size E, else three; one bias of as many rows. The
 * weights start from Xavier's uniform distribution, the bias from 0.
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
  readonly #headDim: number;
  readonly #heads: number;
  readonly #keyValueHeads: number;

  constructor(embedDim: number, options: InProjectionOptions) {
    super();
    const { numHeads, keyValueHeads, kdim, vdim, bias } = options;
    const isOne = kdim === embedDim && vdim === embedDim;
    this.#headDim = embedDim / numHeads;
    this.#heads = numHeads;
    this.#keyValueHeads = keyValueHeads;
    const rows = keyValueHeads * this.#headDim;
    this.weight = isOne ? xavier(embedDim + 2 * rows, embedDim) : undefined;
    this.queryWeight = isOne ? undefined : xavier(embedDim, embedDim);
    this.keyWeight = isOne ? undefined : xavier(rows, kdim);
    this.valueWeight = isOne ? undefined : xavier(rows, vdim);
    this.bias = bias ? new Parameter(zeros([embedDim + 2 * rows])) : undefined;
  }

  /** Query `[N, T, H, D]`, key and value `[N, T, K, D]`; inputs that are the same tensor share one product. */
  project(query: Tensor, key: Tensor, value: Tensor): [query: Tensor, key: Tensor, value: Tensor] {
    if (query === key && key === value && this.weight) {
      const [H, K] = [this.#heads, this.#keyValueHeads];
      const all = splitHeads(linear(query, this.weight, this.bias), this.#headDim);
      return [all.narrow(2, 0, H), all.narrow(2, H, K), all.narrow(2, H + K, K)];
    }
    return [this.query(query), ...this.keyValue(key, value)];
  }

  /** Query `[N, T, H, D]` and key and value side by side `[N, T, 2K, D]`, of one input; for one common weight. */
  queryAndKeyValue(x: Tensor): [query: Tensor, keyValue: Tensor] {
    const [H, K] = [this.#heads, this.#keyValueHeads];
    const all = splitHeads(linear(x, this.weight!, this.bias), this.#headDim);
    return [all.narrow(2, 0, H), all.narrow(2, H, 2 * K)];
  }

  query(x: Tensor): Tensor {
    return this.#project(x, this.queryWeight, 0, this.#heads);
  }

  /** Key and value `[N, T, K, D]`; one product where both come from the same tensor. */
  keyValue(key: Tensor, value: Tensor): [key: Tensor, value: Tensor] {
    const [H, K] = [this.#heads, this.#keyValueHeads];
    if (key === value && this.weight) {
      const both = this.#project(key, undefined, H, 2 * K);
      return [both.narrow(2, 0, K), both.narrow(2, K, K)];
    }
    return [
      this.#project(key, this.keyWeight, H, K),
      this.#project(value, this.valueWeight, H + K, K),
    ];
  }

  /** The product with a weight of its own, or with the rows of `count` heads of the common one. */
  #project(x: Tensor, own: Parameter | undefined, head: number, count: number): Tensor {
    const D = this.#headDim;
    const rows = (of: Tensor): Tensor => of.narrow(0, head * D, count * D);
    return splitHeads(linear(x, own ?? rows(this.weight!), this.bias && rows(this.bias)), D);
  }
}

function xavier(rows: number, columns: number): Parameter {
  return new Parameter(init.xavierUniform([rows, columns]));
}
