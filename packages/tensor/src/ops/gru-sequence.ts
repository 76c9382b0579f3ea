import { fused, type Fused } from '../fused.ts';
import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import { linear } from './linear.ts';
import {
  checkSequence,
  composedSequence,
  perStep,
  sequenceResults,
  type RecurrentInputs,
  type RecurrentSequenceOptions,
  zeroState,
} from './recurrent-sequence.ts';

/**
 * One step of a gated recurrent unit on projected inputs.
 *
 * r = σ(gᵣ + hᵣ), z = σ(g_z + h_z), n = tanh(gₙ + r ∘ hₙ), h' = (1 - z) ∘ n + z ∘ h, where g = W_ih x + b_ih are the rows r, z, n of
 * `gates` `[N, 3H]` and (hᵣ, h_z, hₙ) = W_hh h + b_hh; h `[N, H]` → `[N, H]`.
 */
export function gruStep(gates: Tensor, h: Tensor, weightHh: Tensor, biasHh?: Tensor): Tensor {
  return scope(() => {
    const [gr, gz, gn] = gates.chunk(3, -1) as [Tensor, Tensor, Tensor];
    const [hr, hz, hn] = linear(h, weightHh, biasHh).chunk(3, -1) as [Tensor, Tensor, Tensor];
    const r = gr.add(hr).sigmoid();
    const z = gz.add(hz).sigmoid();
    const n = gn.add(r.mul(hn)).tanh();
    return n.add(z.mul(h.sub(n)));
  });
}

/** A kernel saves r, z, n and hₙ of every step: `[N, L, 4H]`. */
export const gruSequenceFused: Fused<'gruSequence', RecurrentInputs> = fused({
  name: 'gruSequence',
  composed: ([gates, weightHh, biasHh, h0, lengths], { reverse }) =>
    composedSequence((g, [h]) => [gruStep(g, h!, weightHh, biasHh)], gates, [h0], lengths, reverse),
  results: (inputs) => sequenceResults(inputs, 1),
  saved: (inputs) => [perStep(inputs, 4)],
  differentiable: [0, 1, 2, 3],
});

export type GruSequenceOptions = RecurrentSequenceOptions;

/**
 * A gated recurrent unit over whole sequences, on inputs projected beforehand (one matrix product for all steps): see `gruStep`.
 *
 * gates `[N, L, 3H]` (r, z, n), weightHh `[3H, H]` → output `[N, L, H]`, hidden `[N, H]`. A reverse run starts at the last valid
 * step of each sequence and gives its outputs at their own places.
 * @throws ShapeError naming the size that does not fit; RangeFault for sequences without a step.
 */
export function gruSequence(
  gates: Tensor,
  weightHh: Tensor,
  options: GruSequenceOptions = {},
): { output: Tensor; hidden: Tensor } {
  const { biasHh, lengths, reverse = false } = options;
  checkSequence('gruSequence', 3, gates, weightHh, options);
  return scope(() => {
    const h0 = options.h0 ?? zeroState(gates, weightHh);
    const inputs: RecurrentInputs = [gates, weightHh, biasHh, h0, lengths];
    const [output, hidden] = gruSequenceFused.run(inputs, { reverse });
    return { output: output!, hidden: hidden! };
  });
}
