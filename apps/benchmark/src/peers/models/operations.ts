/** The operations that the Transformer is made of, as one library offers them; T is its tensor. */
export interface Operations<T> {
  /** x [.., inputs] times kernel [inputs, outputs], plus bias [outputs]. */
  dense(x: T, kernel: T, bias: T): T;
  add(a: T, b: T): T;
  relu(x: T): T;
  /** LayerNorm over the last axis, epsilon 1e-5. */
  layerNorm(x: T, weight: T, bias: T): T;
  /** [N, S, H·D] as the right factor of q kᵀ: [N, H, D, S]. */
  keys(x: T, heads: number): T;
  /** [N, S, H·D] by heads: [N, H, S, D]. */
  values(x: T, heads: number): T;
  /** softmax(q kᵀ / √D) v in each head; q [N, L, H·D], keys and values as above; causal: key j only for queries i ≥ j. */
  attention(q: T, keys: T, values: T, heads: number, causal: boolean): T;
}

/** Parameters by name, as kernels.ts lays them out. */
export type Parameters<T> = (name: string) => T;
