import { cpu } from '@rondo/backend-cpu';
import { goldenCases, own, runGolden, type GoldenCase } from '@rondo/golden';
import { logicalAnd, logicalNot, useBackend, type Tensor } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { TransformerDecoderLayer } from './transformer-decoder-layer.ts';
import { TransformerEncoderLayer } from './transformer-encoder-layer.ts';
import { Transformer } from './transformer.ts';

useBackend(cpu());

/** How masks are handed over: as PyTorch has them but for their sense, or as lengths and a flag. */
type Style = 'masks' | 'lengths';

type Tensors = Readonly<Record<string, Tensor>>;

/** Lengths of the padding masks in the file: sources of 4 places, targets of 3. */
const lengths = { source: [4, 2], target: [3, 2] };

const allowed = (blocked: Tensor): Tensor =>
  blocked.shape[0] === blocked.shape[1] ? logicalNot(blocked) : logicalNot(blocked).unsqueeze(1);

/** Norms divide what is left of large terms that cancel: NumPy in float32 is off as far, element by element. */
const options = { gradientScale: 'tensor' } as const;
/** So they do in outputs, after four layers. */
const optionsOfStacks = { ...options, outputScale: 'tensor' } as const;

function run(golden: GoldenCase, style: Style): Promise<string[]> {
  const ctor = golden.ctor as { activation?: 'relu' | 'gelu'; norm_first: boolean };
  const sizes = {
    feedForward: 12,
    dropout: 0,
    activation: ctor.activation ?? 'relu',
    normFirst: ctor.norm_first,
  };
  if (golden.name === 'TransformerEncoderLayer') {
    const layer = own(new TransformerEncoderLayer(8, 2, sizes));
    const forward = ({ src, src_key_padding_mask: padding }: Tensors): Tensor[] => [
      layer.forward(
        src!,
        style === 'masks' ? { mask: allowed(padding!) } : { keyLengths: lengths.source },
      ),
    ];
    return runGolden(golden, layer, forward, options);
  }
  if (golden.name === 'TransformerDecoderLayer') {
    const layer = own(new TransformerDecoderLayer(8, 2, sizes));
    const forward = (inputs: Tensors): Tensor[] => [
      layer.forward(
        inputs['tgt']!,
        inputs['memory']!,
        style === 'masks'
          ? {
              mask: allowed(inputs['tgt_mask']!),
              memoryMask: allowed(inputs['memory_key_padding_mask']!),
            }
          : { causal: true, memoryLengths: lengths.source },
      ),
    ];
    return runGolden(golden, layer, forward, options);
  }
  const model = own(new Transformer(8, 2, { ...sizes, encoderLayers: 2, decoderLayers: 2 }));
  const forward = (inputs: Tensors): Tensor[] => [
    model.forward(
      inputs['src']!,
      inputs['tgt']!,
      style === 'masks'
        ? {
            sourceMask: allowed(inputs['src_key_padding_mask']!),
            targetMask: logicalAnd(
              allowed(inputs['tgt_mask']!),
              allowed(inputs['tgt_key_padding_mask']!),
            ),
            memoryMask: allowed(inputs['memory_key_padding_mask']!),
          }
        : { sourceLengths: lengths.source, targetLengths: lengths.target, causal: true },
    ),
  ];
  return runGolden(golden, model, forward, optionsOfStacks);
}

const cases = goldenCases('transformer').flatMap((one) =>
  (['masks', 'lengths'] as const).map((style) => ({ ...one, style })),
);

it.each(cases)('6: as PyTorch, with $style: $title', async ({ golden, style }) => {
  expect(golden.name).toMatch(/^Transformer((En|De)coderLayer)?$/);
  expect(await run(golden, style)).toEqual([]);
});
