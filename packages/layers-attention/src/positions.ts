import { RangeFault, type Backend, type Tensor } from '@rondo/tensor';

/** Positions that are added to what comes in: once, to the input of a stack of layers, of a layer, or of attention alone. */
export interface InputPositions {
  readonly place: 'input';
  readonly dModel: number;
  /** x `[N, T, E]` → `[N, T, E]`; `offset` is the position of the first step (0). */
  forward(x: Tensor, options?: { readonly offset?: number }): Tensor;
}

/** Of the scores that a bias is for: query i stands at position i + queryOffset, key j at j. */
export interface PositionRange {
  readonly T1: number;
  readonly T2: number;
  readonly queryOffset: number;
  readonly backend: Backend;
}

/** Positions that are at work inside of attention: they change queries and keys, or the scores. */
export interface AttentionPositions {
  readonly place: 'attention';
  /** How many heads there must be, where that matters. */
  readonly numHeads?: number;
  /** The size of a head, where that matters. */
  readonly headDim?: number;
  /** Turns queries or keys `[N, T, H, D]`, the first of which stands at position `offset`. */
  rotate?(heads: Tensor, offset: number): Tensor;
  /** What is added to the scores: float32 `[1, H, T1, T2]`, T1 and T2 of 1 or more. */
  bias?(range: PositionRange): Tensor;
}

/** How a model knows the order of its steps. */
export type Positions = InputPositions | AttentionPositions;

export function inputPositions(positions: Positions | undefined): InputPositions | undefined {
  return positions?.place === 'input' ? positions : undefined;
}

export function attentionPositions(
  positions: Positions | undefined,
): AttentionPositions | undefined {
  return positions?.place === 'attention' ? positions : undefined;
}

/** @throws RangeFault for positions that were made for other sizes. */
export function checkPositions(
  place: { toString(): string },
  positions: Positions | undefined,
  sizes: { readonly dModel: number; readonly numHeads?: number; readonly headDim?: number },
): void {
  for (const name of ['dModel', 'numHeads', 'headDim'] as const) {
    const given = (positions as Partial<Record<typeof name, number>> | undefined)?.[name];
    if (given === undefined || sizes[name] === undefined || given === sizes[name]) continue;
    throw new RangeFault(
      `${place.toString()}: expected positions for ${name} = ${sizes[name]}, received ones for ${name} = ${given}`,
      { [name]: sizes[name], received: given },
    );
  }
}
