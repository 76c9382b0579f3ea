import { cpu } from '@rondo/backend-cpu';
import {
  differences,
  goldenCases,
  own,
  tensorOf,
  type GoldenCase,
  type GoldenTensor,
} from '@rondo/golden';
import { useBackend, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { differencesFromGolden } from '../test/differences-from-golden.ts';
import type { AttentionMasks } from './attention-masks.ts';
import type { AttentionInputs } from './multihead-attention.ts';
import type { MultiheadAttentionOptions } from './multihead-attention-options.ts';
import { MultiheadAttention } from './multihead-attention.ts';
import { fromTorchMasks } from './torch-masks.ts';

useBackend(cpu());

type Tensors = Readonly<Record<string, Tensor>>;

const cases = goldenCases('mha');

function makeAttention(
  { ctor = {} }: GoldenCase,
  options: MultiheadAttentionOptions = {},
): MultiheadAttention {
  const size = (name: string): number => (ctor[name] as number | undefined) ?? 8;
  return own(
    new MultiheadAttention(8, 2, {
      kdim: size('kdim'),
      vdim: size('vdim'),
      bias: ctor['bias'] !== false,
      biasKV: ctor['add_bias_kv'] === true,
      addZeroAttention: ctor['add_zero_attn'] === true,
      ...options,
    }),
  );
}

/** The masks of a case, in PyTorch's sense, as ours. */
function masksOf({
  attn_mask: attnMask,
  key_padding_mask: keyPaddingMask,
}: Tensors): AttentionMasks {
  return fromTorchMasks({ attnMask, keyPaddingMask }, 2);
}

/** Whether PyTorch was asked for weights, and of each head or their mean. */
function needWeights({ name, outputs }: GoldenCase): AttentionInputs['needWeights'] {
  if (outputs.length === 1) return undefined;
  return outputs[1]!.shape.length === 4 || name.includes('=False') ? 'heads' : 'average';
}

/** The gradient of a key's bias is 0 but for rounding: every key of a softmax moves alike; so do terms of a masked key's cancel. */
const cancelling = /^gradient of (in_proj_bias|key)$/;

function run(
  golden: GoldenCase,
  limit: (inputs: Tensors) => AttentionInputs,
  options?: MultiheadAttentionOptions,
): Promise<string[]> {
  return differencesFromGolden(golden, () => subjectOf(golden, limit, options), cancelling);
}

function subjectOf(
  golden: GoldenCase,
  limit: (inputs: Tensors) => AttentionInputs,
  options?: MultiheadAttentionOptions,
): ReturnType<Parameters<typeof differencesFromGolden>[1]> {
  const attention = makeAttention(golden, options);
  const forward = (inputs: Tensors): Tensor[] => {
    const { query, key, value } = inputs;
    const { output, weights } = attention.forward(query!, key!, value!, {
      ...limit(inputs),
      needWeights: needWeights(golden),
    });
    return weights ? [output, weights] : [output];
  };
  return { module: attention, forward };
}

describe('MultiheadAttention as PyTorch', () => {
  const finite = cases.filter(({ title }) => !title.includes('need_weights=True'));

  it.each(finite)('conformance 4: $title', async ({ golden }) => {
    expect(await run(golden, masksOf)).toEqual([]);
  });

  it.each(finite)('conformance 4: with masks in its sense: $title', async ({ golden }) => {
    const asGiven = ({ attn_mask: mask, key_padding_mask: keyPaddingMask }: Tensors) => ({
      mask,
      keyPaddingMask,
    });
    expect(await run(golden, asGiven, { maskSense: 'torch' })).toEqual([]);
  });

  it.each(finite)('conformance 4: without weights: $title', async ({ golden }) => {
    const { name, ctor, params, inputs, outputs } = golden;
    const forward = { name, ctor: ctor!, params: params!, inputs, outputs: [outputs[0]!] };
    expect(await run(forward, masksOf)).toEqual([]);
  });

  it.each(cases.filter(({ golden }) => golden.name.endsWith('key_padding_mask')))(
    'conformance 4: lengths say the same as a mask of padding: $title',
    async ({ golden }) => {
      const lengths = ({ attn_mask }: Tensors): AttentionInputs => ({
        ...masksOf(attn_mask ? { attn_mask } : {}),
        keyLengths: [3, 2],
      });
      expect(await run(golden, lengths)).toEqual([]);
    },
  );

  it('conformance 4: has zeros where PyTorch has NaN: a row that may attend to nothing', async () => {
    const { golden } = cases.find(({ title }) => title.includes('need_weights=True'))!;
    const attention = makeAttention(golden);
    const values = (of: Readonly<Record<string, GoldenTensor>>): Record<string, Tensor> =>
      Object.fromEntries(Object.entries(of).map(([name, value]) => [name, tensorOf(value)]));
    attention.loadStateDict(values(golden.params!));
    const inputs = values(golden.inputs);
    const { output, weights } = attention.forward(
      inputs['query']!,
      inputs['key']!,
      inputs['value']!,
      { ...masksOf(inputs), needWeights: 'average' },
    );
    const bias = [...(await attention.outProj.bias!.data())];
    expect(await output.select(0, 0).array()).toEqual([bias, bias, bias]);
    expect(await weights.select(0, 0).sum().item()).toBe(0);
    expect(await secondHalf(output, golden, 0)).toEqual([]);
    expect(await secondHalf(weights, golden, 1)).toEqual([]);
  });
});

/** Differences of the second sequence, whose keys are not all masked. */
function secondHalf(actual: Tensor, golden: GoldenCase, output: number): Promise<string[]> {
  const { shape, dtype, data } = golden.outputs[output]!;
  const half = { shape: shape.with(0, 1), dtype, data: data.slice(data.length / 2) };
  return differences('second sequence', actual.narrow(0, 1, 1), half);
}
