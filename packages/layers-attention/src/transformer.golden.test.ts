import { cpu } from '@rondo/backend-cpu';
import { goldenCases, own, runGolden, type GoldenCase } from '@rondo/golden';
import { useBackend, type Tensor } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { fromTorchDecoderMasks, fromTorchMasks, fromTorchTransformerMasks } from './torch-masks.ts';
import { TransformerDecoderLayer } from './transformer-decoder-layer.ts';
import { TransformerEncoderLayer } from './transformer-encoder-layer.ts';
import { Transformer } from './transformer.ts';

useBackend(cpu());

/** How masks are handed over: as PyTorch has them, or as lengths and a flag. */
type Style = 'masks' | 'lengths';

type Tensors = Readonly<Record<string, Tensor>>;

/** Lengths of the padding masks in the file: sources of 4 places, targets of 3. */
const lengths = { source: [4, 2], target: [3, 2] };

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
  const isTorch = style === 'masks';
  if (golden.name === 'TransformerEncoderLayer') {
    const layer = own(new TransformerEncoderLayer(8, 2, sizes));
    const forward = ({ src, src_key_padding_mask: keyPaddingMask }: Tensors): Tensor[] => {
      const masks = isTorch
        ? fromTorchMasks({ keyPaddingMask }, 2)
        : { keyLengths: lengths.source };
      return [layer.forward(src!, masks)];
    };
    return runGolden(golden, layer, forward, options);
  }
  if (golden.name === 'TransformerDecoderLayer') {
    const layer = own(new TransformerDecoderLayer(8, 2, sizes));
    const forward = ({ tgt, memory, ...given }: Tensors): Tensor[] => {
      const { tgt_mask: tgtMask, memory_key_padding_mask: memoryKeyPaddingMask } = given;
      const masks = isTorch
        ? fromTorchDecoderMasks({ tgtMask, memoryKeyPaddingMask }, 2)
        : { causal: true, memoryLengths: lengths.source };
      return [layer.forward(tgt!, memory!, masks)];
    };
    return runGolden(golden, layer, forward, options);
  }
  const model = own(new Transformer(8, 2, { ...sizes, encoderLayers: 2, decoderLayers: 2 }));
  const forward = ({ src, tgt, ...given }: Tensors): Tensor[] => {
    const torchMasks = {
      srcKeyPaddingMask: given['src_key_padding_mask'],
      tgtMask: given['tgt_mask'],
      tgtKeyPaddingMask: given['tgt_key_padding_mask'],
      memoryKeyPaddingMask: given['memory_key_padding_mask'],
    };
    const masks = isTorch
      ? fromTorchTransformerMasks(torchMasks, 2)
      : { sourceLengths: lengths.source, targetLengths: lengths.target, causal: true };
    return [model.forward(src!, tgt!, masks)];
  };
  return runGolden(golden, model, forward, optionsOfStacks);
}

const cases = goldenCases('transformer').flatMap((one) =>
  (['masks', 'lengths'] as const).map((style) => ({ ...one, style })),
);

it.each(cases)('conformance 6: as PyTorch, with $style: $title', async ({ golden, style }) => {
  expect(golden.name).toMatch(/^Transformer((En|De)coderLayer)?$/);
  expect(await run(golden, style)).toEqual([]);
});
