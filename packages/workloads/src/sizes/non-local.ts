import { float, numbered } from '../tensor-spec.ts';
import type { NonLocalWorkload } from '../workload.ts';

type Sizes = Pick<
  NonLocalWorkload,
  'batch' | 'channels' | 'innerChannels' | 'positions' | 'subsample'
>;

/**
 * What batch normalisation and softmax take away again has a gradient of rounding errors: of the biases only that of θ is asked for.
 * `name` stands before _fwd or _fb.
 */
export function nonLocal(name: string, sizes: Sizes, backward: boolean): NonLocalWorkload {
  const { batch, channels, innerChannels, positions } = sizes;
  const shape = [batch, channels, ...positions];
  const kernel = positions.map(() => 1);
  const conv = (layer: string, from: number, to: number) => [
    float(`${layer}.weight`, [to, from, ...kernel], {
      scale: 1 / Math.sqrt(from),
      gradient: backward,
    }),
    float(`${layer}.bias`, [to], { scale: 0.1, gradient: backward && layer === 'theta' }),
  ];
  return {
    kind: 'non_local',
    name: `${name}_${backward ? 'fb' : 'fwd'}`,
    // Sums over all positions, of which batch normalisation takes the mean: large terms cancel.
    tolerance: 5e-4,
    tensors: numbered([
      float('x', shape, { gradient: backward }),
      ...['g', 'theta', 'phi'].flatMap((layer) => conv(layer, channels, innerChannels)),
      ...conv('conv_out', innerChannels, channels),
      float('bn.weight', [channels], { scale: 0.1, offset: 1, gradient: backward }),
      float('bn.bias', [channels], { scale: 0.1, gradient: backward }),
      ...(backward ? [float('grad_output', shape)] : []),
    ]),
    backward,
    ...sizes,
  };
}

const images: Sizes = {
  batch: 32,
  channels: 64,
  innerChannels: 32,
  positions: [14, 14],
  subsample: false,
};

const clips: Sizes = {
  batch: 8,
  channels: 32,
  innerChannels: 16,
  positions: [16, 16, 16],
  subsample: true,
};

export const nonLocals: readonly NonLocalWorkload[] = [
  nonLocal('nl_image', images, false),
  nonLocal('nl_image', images, true),
  nonLocal('nl_clips', clips, false),
  nonLocal('nl_clips', clips, true),
];
