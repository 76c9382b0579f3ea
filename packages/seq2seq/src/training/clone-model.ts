import { randomState, setRandomState } from '@rondo/tensor';
import { Seq2Seq } from '../model/seq2seq.ts';

/** Another model with the same weights, the same ones of them frozen; no random number is used up. */
export function cloneModel(model: Seq2Seq): Seq2Seq {
  const random = randomState();
  const copy = new Seq2Seq(model.config);
  setRandomState(random);
  try {
    copy.loadStateDict(model.stateDict());
  } catch (error) {
    copy.dispose();
    throw error;
  }
  const own = copy.parameters();
  for (const [i, { requiresGrad }] of model.parameters().entries()) {
    own[i]!.requiresGrad = requiresGrad;
  }
  return copy;
}
