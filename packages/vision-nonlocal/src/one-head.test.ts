import { grad } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { MultiheadAttention } from '@rondo/layers-attention';
import {
  concat,
  manualSeed,
  randn,
  recorders,
  scope,
  useBackend,
  withRecorders,
  type Tensor,
} from '@rondo/tensor';
import { expect, it } from 'vitest';
import { largestDifference } from '../test/largest-difference.ts';
import { randomise } from '../test/random-block.ts';
import { NonLocalBlock2d } from './non-local-block.ts';

useBackend(cpu());
manualSeed(72);

const C = 6;

/** Attention with one head whose projections are θ, φ, g and W_z. */
function attentionOf(block: NonLocalBlock2d): MultiheadAttention {
  const attention = new MultiheadAttention(C, 1);
  const { theta, phi, g, convOut } = block;
  scope(() => {
    const rows = [theta!, phi!, g].map(({ weight }) => weight.reshape([C, C]));
    attention.loadStateDict({
      in_proj_weight: concat(rows, 0),
      in_proj_bias: concat([theta!.bias!, phi!.bias!, g.bias!], 0),
      'out_proj.weight': convOut.weight.reshape([C, C]),
      'out_proj.bias': convOut.bias!,
    });
  });
  return attention;
}

it('conformance 9: the embedded Gaussian is attention with one head over the positions, with gradients', async () => {
  const block = randomise(own(new NonLocalBlock2d(C, { innerChannels: C, norm: 'none' })));
  const attention = own(attentionOf(block));
  const x = randn([2, C, 3, 5]);
  const attended = (image: Tensor): Tensor => {
    const positions = image.flatten(2).transpose(1, 2);
    const { output } = attention.forward(positions, positions, positions);
    return image.add(output.transpose(1, 2).reshape(image.shape));
  };
  expect(await largestDifference(block.forward(x), attended(x))).toBeLessThan(1e-5);
  const seed = randn(x.shape);
  const gradientOf = (f: (image: Tensor) => Tensor): Tensor =>
    grad((image: Tensor) => f(image).mul(seed).sum(), [x])[0]!;
  const [ours, theirs] = [gradientOf((image) => block.forward(image)), gradientOf(attended)];
  expect(await largestDifference(ours, theirs)).toBeLessThan(1e-4);
});

it('conformance 9: one attention op serves both', () => {
  const block = randomise(own(new NonLocalBlock2d(C, { innerChannels: C, norm: 'none' })));
  const attention = own(attentionOf(block));
  const x = randn([1, C, 2, 2]);
  const positions = x.flatten(2).transpose(1, 2);
  const opsOf = (body: () => unknown): string[] => {
    const names: string[] = [];
    const recorder = { record: ({ name }: { readonly name: string }) => void names.push(name) };
    scope(() => withRecorders([...recorders(), recorder], () => void body()));
    return names.filter((name) => name === 'attention');
  };
  expect(opsOf(() => block.forward(x))).toEqual(['attention']);
  expect(opsOf(() => attention.forward(positions, positions, positions))).toEqual(['attention']);
});
