import { cpu } from '@rondo/backend-cpu';
import { goldenCases, own, type GoldenCase } from '@rondo/golden';
import { useBackend, type Tensor } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { differencesFromGolden } from '../test/differences-from-golden.ts';
import { fromTorchDecoderMasks, fromTorchMasks, fromTorchTransformerMasks } from './torch-masks.ts';
import { TransformerDecoderLayer } from './transformer-decoder-layer.ts';
import { TransformerEncoderLayer } from './transformer-encoder-layer.ts';
import { Transformer } from './transformer.ts';

useBackend(cpu());

/** How masks are handed over: as PyTorch has them, to who reads them so or turned into ours; or as lengths and a flag. */
type Style = 'maskSense' | 'masks' | 'lengths';

type Tensors = Readonly<Record<string, Tensor>>;

/** Lengths of the padding masks in the file: sources of 4 places, targets of 3. */
const lengths = { source: [4, 2], target: [3, 2] };

/**
 * Norms divide what is left of large terms that cancel (NumPy in float32 is off as far), and the gradient of a key's bias is 0 but for
 * rounding: the weights next to norms and in attention, and what lies before them (targets where a multiply-add rounds once).
 */
const cancellingInLayers =
  /^gradient of (.*(in_proj_weight|in_proj_bias|out_proj\.weight|linear[12]\.weight|norm1\.weight)|src|tgt)$/;
/** After four layers that is so of the output, and of all gradients but those of the last norm and of the bias of the encoder's. */
const cancellingInStacks =
  /^(output 0|gradient of ((en|de)coder\.layers\..*|encoder\.norm\.weight|src|tgt))$/;

type Subject = ReturnType<Parameters<typeof differencesFromGolden>[1]>;

function run(golden: GoldenCase, style: Style): Promise<string[]> {
  const isStack = golden.name === 'Transformer';
  const cancelling = isStack ? cancellingInStacks : cancellingInLayers;
  return differencesFromGolden(golden, () => subjectOf(golden, style), cancelling);
}

function subjectOf(golden: GoldenCase, style: Style): Subject {
  const ctor = golden.ctor as { activation?: 'relu' | 'gelu'; norm_first: boolean };
  const sizes = {
    feedForward: 12,
    dropout: 0,
    activation: ctor.activation ?? 'relu',
    normFirst: ctor.norm_first,
    ...(style === 'maskSense' ? { maskSense: 'torch' as const } : {}),
  };
  if (golden.name === 'TransformerEncoderLayer') {
    const layer = own(new TransformerEncoderLayer(8, 2, sizes));
    const forward = ({ src, src_key_padding_mask: keyPaddingMask }: Tensors): Tensor[] => {
      const masks = {
        maskSense: { keyPaddingMask },
        masks: fromTorchMasks({ keyPaddingMask }, 2),
        lengths: { keyLengths: lengths.source },
      }[style];
      return [layer.forward(src!, masks)];
    };
    return { module: layer, forward };
  }
  if (golden.name === 'TransformerDecoderLayer') {
    const layer = own(new TransformerDecoderLayer(8, 2, sizes));
    const forward = ({ tgt, memory, ...given }: Tensors): Tensor[] => {
      const { tgt_mask: tgtMask, memory_key_padding_mask: memoryKeyPaddingMask } = given;
      const masks = {
        maskSense: { mask: tgtMask, memoryKeyPaddingMask },
        masks: fromTorchDecoderMasks({ tgtMask, memoryKeyPaddingMask }, 2),
        lengths: { causal: true, memoryLengths: lengths.source },
      }[style];
      return [layer.forward(tgt!, memory!, masks)];
    };
    return { module: layer, forward };
  }
  const model = own(new Transformer(8, 2, { ...sizes, encoderLayers: 2, decoderLayers: 2 }));
  const forward = ({ src, tgt, ...given }: Tensors): Tensor[] => {
    const torchMasks = {
      srcKeyPaddingMask: given['src_key_padding_mask'],
      tgtMask: given['tgt_mask'],
      tgtKeyPaddingMask: given['tgt_key_padding_mask'],
      memoryKeyPaddingMask: given['memory_key_padding_mask'],
    };
    const masks = {
      maskSense: {
        sourceKeyPaddingMask: torchMasks.srcKeyPaddingMask,
        targetMask: torchMasks.tgtMask,
        targetKeyPaddingMask: torchMasks.tgtKeyPaddingMask,
        memoryKeyPaddingMask: torchMasks.memoryKeyPaddingMask,
      },
      masks: fromTorchTransformerMasks(torchMasks, 2),
      lengths: { sourceLengths: lengths.source, targetLengths: lengths.target, causal: true },
    }[style];
    return [model.forward(src!, tgt!, masks)];
  };
  return { module: model, forward };
}

const cases = goldenCases('transformer').flatMap((one) =>
  (['maskSense', 'masks', 'lengths'] as const).map((style) => ({ ...one, style })),
);

it.each(cases)('conformance 6: as PyTorch, with $style: $title', async ({ golden, style }) => {
  expect(golden.name).toMatch(/^Transformer((En|De)coderLayer)?$/);
  expect(await run(golden, style)).toEqual([]);
});
