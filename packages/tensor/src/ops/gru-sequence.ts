import { expectDType } from '../apply.ts';
import { checkShapes } from '../check-shapes.ts';
import { zeros } from '../create.ts';
import { RangeFault } from '../errors.ts';
import { fused, type Fused } from '../fused.ts';
import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import { stack } from './concat.ts';
import { linear } from './linear.ts';

type GruInputs = readonly [
  gates: Tensor,
  weightHh: Tensor,
  biasHh: Tensor | undefined,
  h0: Tensor,
  lengths: Tensor | undefined,
];

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
export const gruSequenceFused: Fused<'gruSequence', GruInputs> = fused({
  name: 'gruSequence',
  composed: ([gates, weightHh, biasHh, h0, lengths], { reverse }) => {
    const length = gates.shape[1]!;
    const outputs: Tensor[] = Array.from({ length });
    let h = h0;
    for (let step = 0; step < length; step++) {
      const t = reverse ? length - 1 - step : step;
      const next = gruStep(gates.select(1, t), h, weightHh, biasHh);
      const valid = lengths?.greater(t).unsqueeze(1);
      h = valid ? valid.where(next, h) : next;
      outputs[t] = valid ? valid.where(next, 0) : next;
    }
    return [stack(outputs, 1), h];
  },
  results: ([gates, weightHh]) => {
    const [batch, length] = gates.shape as [number, number];
    const hidden = weightHh.shape[1]!;
    return [
      { shape: [batch, length, hidden], dtype: 'float32' },
      { shape: [batch, hidden], dtype: 'float32' },
    ];
  },
  saved: ([gates, weightHh]) => [
    { shape: [gates.shape[0]!, gates.shape[1]!, 4 * weightHh.shape[1]!], dtype: 'float32' },
  ],
  differentiable: [0, 1, 2, 3],
});

export interface GruSequenceOptions {
  readonly biasHh?: Tensor | undefined;
  /** Initial state `[N, H]`; zeros when left out. */
  readonly h0?: Tensor | undefined;
  /** Valid steps of each sequence, int32 `[N]`. Outputs after them are 0; the state is that of the last valid step. */
  readonly lengths?: Tensor | undefined;
  /** Runs from the last (valid) step to the first. */
  readonly reverse?: boolean;
}

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
  const { H: hiddenSize } = checkShapes('gruSequence', { weightHh: [weightHh, ['3H', 'H']] });
  const { N, L } = checkShapes(
    'gruSequence',
    {
      weightHh: [weightHh, ['3H', 'H']],
      gates: [gates, ['N', 'L', '3H']],
      biasHh: [biasHh, ['3H']],
      h0: [options.h0, ['N', 'H']],
      lengths: [lengths, ['N']],
    },
    { H: hiddenSize!, '3H': 3 * hiddenSize! },
  );
  for (const x of [gates, weightHh, biasHh, options.h0])
    if (x) expectDType('gruSequence', x, 'float32');
  if (lengths) expectDType('gruSequence (lengths)', lengths, 'int32');
  if (L === 0) {
    throw new RangeFault('gruSequence: expected at least one step, received gates of length 0', {
      gates: gates.shape,
    });
  }
  return scope(() => {
    const h0 = options.h0 ?? zeros([N!, hiddenSize!], { backend: gates.storage.backend });
    const inputs: GruInputs = [gates, weightHh, biasHh, h0, lengths];
    const [output, hidden] = gruSequenceFused.run(inputs, { reverse });
    return { output: output!, hidden: hidden! };
  });
}
