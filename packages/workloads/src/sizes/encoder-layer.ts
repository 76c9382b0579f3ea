import { float, numbered } from '../tensor-spec.ts';
import type { EncoderLayerWorkload } from '../workload.ts';
import { encoderLayerParameters } from './transformer-parameters.ts';

function encoderLayer(backward: boolean): EncoderLayerWorkload {
  const sizes = { batch: 32, length: 32, dModel: 256, heads: 4, feedForward: 1024 };
  const shape = [sizes.batch, sizes.length, sizes.dModel];
  return {
    kind: 'encoder_layer',
    name: backward ? 'enc_fb' : 'enc_fwd',
    tolerance: 1e-4,
    tensors: numbered([
      float('x', shape, { gradient: backward }),
      ...encoderLayerParameters('', sizes, backward),
      ...(backward ? [float('grad_output', shape)] : []),
    ]),
    backward,
    ...sizes,
  };
}

export const encoderLayers: readonly EncoderLayerWorkload[] = [
  encoderLayer(false),
  encoderLayer(true),
];
