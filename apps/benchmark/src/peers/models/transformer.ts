import type { Operations, Parameters } from './operations.ts';

/** torch.nn.Transformer (post-norm, ReLU, no dropout) over the operations of any library. */
export class TransformerModel<T> {
  readonly #ops: Operations<T>;
  readonly #parameters: Parameters<T>;
  readonly #heads: number;

  constructor(ops: Operations<T>, parameters: Parameters<T>, heads: number) {
    this.#ops = ops;
    this.#parameters = parameters;
    this.#heads = heads;
  }

  encode(source: T, layers: number): T {
    let x = source;
    for (let i = 0; i < layers; i += 1)
      x = this.encoderLayer(x, `transformer.encoder.layers.${i}.`);
    return this.norm(x, 'transformer.encoder.norm');
  }

  /** The states of all target positions at once, with a causal mask. */
  decode(target: T, memory: T, layers: number): T {
    let x = target;
    for (let i = 0; i < layers; i += 1) {
      const prefix = `transformer.decoder.layers.${i}.`;
      const cross = this.keysAndValues(memory, `${prefix}multihead_attn`);
      x = this.decoderLayer(x, prefix, cross, (q, own) =>
        this.#ops.attention(q, own.keys, own.values, this.#heads, true),
      );
    }
    return this.norm(x, 'transformer.decoder.norm');
  }

  encoderLayer(x: T, prefix: string): T {
    const own = this.keysAndValues(x, `${prefix}self_attn`);
    const q = this.#project(x, `${prefix}self_attn`, 'q');
    const attended = this.#ops.attention(q, own.keys, own.values, this.#heads, false);
    const y = this.#residual(
      x,
      this.dense(attended, `${prefix}self_attn.out_proj`),
      `${prefix}norm1`,
    );
    return this.#residual(y, this.#feedForward(y, prefix), `${prefix}norm2`);
  }

  /** `attend` is given the queries, keys and values of x; it may add what it remembers of earlier positions. */
  decoderLayer(
    x: T,
    prefix: string,
    cross: KeysAndValues<T>,
    attend: (q: T, own: KeysAndValues<T>) => T,
  ): T {
    const self = `${prefix}self_attn`;
    const other = `${prefix}multihead_attn`;
    const own = attend(this.#project(x, self, 'q'), this.keysAndValues(x, self));
    const y = this.#residual(x, this.dense(own, `${self}.out_proj`), `${prefix}norm1`);
    const q = this.#project(y, other, 'q');
    const attended = this.#ops.attention(q, cross.keys, cross.values, this.#heads, false);
    const z = this.#residual(y, this.dense(attended, `${other}.out_proj`), `${prefix}norm2`);
    return this.#residual(z, this.#feedForward(z, prefix), `${prefix}norm3`);
  }

  keysAndValues(x: T, attention: string): KeysAndValues<T> {
    return {
      keys: this.#ops.keys(this.#project(x, attention, 'k'), this.#heads),
      values: this.#ops.values(this.#project(x, attention, 'v'), this.#heads),
    };
  }

  norm(x: T, name: string): T {
    return this.#ops.layerNorm(
      x,
      this.#parameters(`${name}.weight`),
      this.#parameters(`${name}.bias`),
    );
  }

  dense(x: T, name: string): T {
    return this.#ops.dense(x, this.#parameters(`${name}.weight`), this.#parameters(`${name}.bias`));
  }

  #project(x: T, attention: string, part: 'q' | 'k' | 'v'): T {
    return this.#ops.dense(
      x,
      this.#parameters(`${attention}.in_proj_weight.${part}`),
      this.#parameters(`${attention}.in_proj_bias.${part}`),
    );
  }

  #feedForward(x: T, prefix: string): T {
    return this.dense(this.#ops.relu(this.dense(x, `${prefix}linear1`)), `${prefix}linear2`);
  }

  #residual(x: T, change: T, norm: string): T {
    return this.norm(this.#ops.add(x, change), norm);
  }
}

/** keys [N, H, D, S], values [N, H, S, D]. */
export interface KeysAndValues<T> {
  readonly keys: T;
  readonly values: T;
}
