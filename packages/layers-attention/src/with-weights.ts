import { RangeFault, type Place, type Tensor } from '@rondo/tensor';

/** Which weights are wanted: averaged over the heads, `[N, T1, T2]`, or of each head, `[N, H, T1, T2]`. */
export type NeedWeights = 'average' | 'heads';

/** A call that asks for weights, which then come with the output. */
export interface WeightsWanted {
  readonly needWeights: NeedWeights;
}

/** A call that may ask for weights. */
export interface WeightsOption {
  /** Also returns the weights: averaged over the heads, or of each head. They are after dropout. */
  readonly needWeights?: NeedWeights | false | undefined;
}

/** An output and the weights that were asked for. */
export interface WithWeights<Weights> {
  readonly output: Tensor;
  readonly weights: Weights;
}

/** What a caller gets: the output alone, or with the weights where there are some. */
export function answer<Weights>({
  output,
  weights,
}: WithWeights<Weights | undefined>): Tensor | WithWeights<Weights> {
  return weights === undefined ? output : { output, weights };
}

/**
 * Which weights are wanted, if any.
 * @throws RangeFault for another wish, such as PyTorch's `true`.
 */
export function wantedWeights(
  place: Place,
  { needWeights = false }: WeightsOption,
): NeedWeights | undefined {
  if (needWeights === false) return undefined;
  if (needWeights === 'average' || needWeights === 'heads') return needWeights;
  throw new RangeFault(
    `${place.toString()}: expected needWeights 'average' (over the heads) or 'heads' (of each), received ${String(needWeights)}`,
    { needWeights },
  );
}
