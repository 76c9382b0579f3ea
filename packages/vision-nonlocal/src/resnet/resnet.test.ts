import { backward } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { crossEntropy, manualSeed, memory, randn, scope, tensor, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../test/largest-difference.ts';
import { placementOf, type NonLocalPlacement } from './placement.ts';
import { ResNet2d, ResNet3d } from './resnet.ts';

useBackend(cpu());
manualSeed(75);

describe('placementOf', () => {
  const places = (placement: NonLocalPlacement, blocks: number[]): number[][] =>
    placementOf('test', placement, blocks).map((behind) => [...behind]);

  it('is as in the paper in a ResNet-50', () => {
    const blocks = [3, 4, 6, 3];
    expect(places(1, blocks)).toEqual([[], [], [4], []]);
    expect(places(5, blocks)).toEqual([[], [1, 3], [1, 3, 5], []]);
    expect(places(10, blocks)).toEqual([[], [0, 1, 2, 3], [0, 1, 2, 3, 4, 5], []]);
  });

  it('is told for each stage', () => {
    expect(places({ res2: [0], res3: 2, res5: 1 }, [2, 2, 2, 1])).toEqual([[0], [0, 1], [], [0]]);
    expect(places({}, [1])).toEqual([[]]);
  });

  it.each<[NonLocalPlacement, RegExp]>([
    [{ res4: 3 }, /res4 has 2 residual blocks, and cannot have non-local blocks 3/],
    [{ res3: [2] }, /res3 has 2 residual blocks/],
    [{ res2: 0.5 }, /res2 has 2/],
    [{ res5: 1 }, /nonLocal for stages res2, res3, res4, received res5/],
    [2 as 1, /nonLocal as 1, 5 or 10, .* received 2/],
    [true as never, /nonLocal as 1, 5 or 10, or as \{ res3: 2, res4: 3 \}, received true/],
    ['res4' as never, /nonLocal as 1, 5 or 10, .* received "res4"/],
    [['res4'] as never, /nonLocal as 1, 5 or 10, .* received \["res4"\]/],
    [{ res4: '1' as never }, /res4 has 2 residual blocks, and cannot have non-local blocks "1"/],
    [{ res4: true as never }, /cannot have non-local blocks true/],
  ])('refuses %j', (placement, message) => {
    expect(() => placementOf('test', placement, [2, 2, 2])).toThrow(message);
  });
});

describe('ResNet', () => {
  it("has torchvision's names, and non_local behind", () => {
    const net = own(
      new ResNet2d(7, { blocks: [1, 2], width: 4, nonLocal: { res3: [1] }, inChannels: 1 }),
    );
    const names = net.namedParameters().map(([name]) => name);
    const inBlock = [
      'conv1.weight',
      'bn1.weight',
      'bn1.bias',
      'conv2.weight',
      'bn2.weight',
      'bn2.bias',
    ];
    const inNonLocal = ['g', 'theta', 'phi', 'conv_out', 'bn'];
    expect(names).toEqual([
      'conv1.weight',
      'bn1.weight',
      'bn1.bias',
      ...inBlock.map((name) => `layer1.0.${name}`),
      ...inBlock.map((name) => `layer2.0.${name}`),
      ...['0.weight', '1.weight', '1.bias'].map((name) => `layer2.0.downsample.${name}`),
      ...inBlock.map((name) => `layer2.1.${name}`),
      ...inNonLocal.flatMap((name) =>
        ['weight', 'bias'].map((kind) => `layer2.1.non_local.${name}.${kind}`),
      ),
      'fc.weight',
      'fc.bias',
    ]);
  });

  it.each([
    ['2d', (nonLocal: NonLocalPlacement) => new ResNet2d(5, { width: 4, nonLocal }), [3, 3, 9, 8]],
    [
      '3d',
      (nonLocal: NonLocalPlacement) => new ResNet3d(5, { width: 4, nonLocal }),
      [2, 3, 3, 9, 8],
    ],
    [
      '3d over time',
      (nonLocal: NonLocalPlacement) =>
        new ResNet3d(5, {
          width: 4,
          nonLocal,
          temporalKernel: 3,
          nonLocalBlock: { subsample: true },
        }),
      [2, 3, 3, 9, 16],
    ],
  ] as const)(
    '%s: blocks put into a trained network change nothing at first, and learn',
    async (_name, make, shape) => {
      const [plain, extended] = [own(make({})), own(make({ res3: 1, res4: 1 }))];
      expect(extended.nonLocalBlocks().map(({ channels }) => channels)).toEqual([8, 16]);
      const { missing, unexpected } = extended.loadStateDict(plain.stateDict(), { strict: false });
      expect(unexpected).toEqual([]);
      expect(missing.every((name) => name.includes('non_local'))).toBe(true);
      const x = randn([...shape]);
      expect(plain.eval().forward(x).shape).toEqual([shape[0], 5]);
      expect(await largestDifference(plain.forward(x), extended.eval().forward(x))).toBe(0);
      extended.train();
      const labels = tensor(
        Array.from({ length: shape[0] }, (_, i) => i),
        { dtype: 'int32' },
      );
      backward(() => crossEntropy(extended.forward(x), labels)).dispose();
      for (const { bn } of extended.nonLocalBlocks()) {
        expect(await bn!.weight!.grad!.abs().max().item()).toBeGreaterThan(0);
      }
    },
  );

  it('keeps all frames, and halves height and width at each further stage', () => {
    const net = own(new ResNet3d(2, { width: 2, blocks: [1, 1, 1], temporalKernel: 3 }));
    expect(net.features(randn([1, 3, 5, 8, 9])).shape).toEqual([1, 8, 5, 2, 3]);
  });

  it('refuses other inputs and options', () => {
    const net = own(new ResNet2d(2, { width: 2, blocks: [1] }));
    expect(() => net.forward(randn([1, 1, 5, 5]))).toThrow(
      /ResNet2d: expected x \[N, inChannels, H, W\]/,
    );
    expect(() => new ResNet2d(0)).toThrow(/classes as a whole number of 1 or more/);
    expect(() => new ResNet2d(2, { blocks: [] })).toThrow(/blocks of 1 to 4 stages/);
    expect(() => new ResNet2d(2, { blocks: [1, 0] })).toThrow(/res3 as a whole number/);
    expect(() => new ResNet3d(2, { temporalKernel: 2 })).toThrow(/odd temporalKernel/);
    expect(() => new ResNet2d(2, { nonLocal: 5 })).toThrow(
      /5 puts 2 non-local blocks into res3 and 3 into res4, which have 2 and 2 residual ones; .*\[2, 2, 3\]/,
    );
    expect(() => new ResNet2d(2, { blocks: [2, 2], nonLocal: 1 })).toThrow(
      /1 puts 0 non-local blocks into res3 and 1 into res4, which have 2 and 0/,
    );
  });

  it('leaks nothing', () => {
    const before = memory();
    const net = new ResNet2d(2, { width: 2, nonLocal: 1 });
    const x = randn([2, 3, 8, 8]);
    scope(() => {
      backward(() => net.forward(x).sum());
    });
    x.dispose();
    net.dispose();
    expect(memory()).toEqual(before);
  });
});
