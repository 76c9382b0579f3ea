import { readFileSync } from 'node:fs';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { manualSeed, Tensor, useBackend, type NestedArray } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { archiveOf, pushTensor } from '../../test/pickle-archive.ts';
import { BatchNorm1d } from '../batch-norm.ts';
import { Linear } from '../linear.ts';
import { Sequential } from '../sequential.ts';
import type { CheckpointValue } from './checkpoint-value.ts';
import { load } from './load.ts';
import { stateDictIn } from './state-dict-in.ts';

useBackend(cpu());
manualSeed(3);

function read(name: string): Uint8Array {
  return readFileSync(new URL(`../../test/fixtures/${name}.pt`, import.meta.url));
}

/** The value with tensors as their dtype and elements. */
async function plain(value: CheckpointValue): Promise<unknown> {
  if (value instanceof Tensor) return [value.dtype, await value.array()];
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  const entries = Object.entries(value).map(async ([key, item]) => [key, await plain(item)]);
  return Object.fromEntries((await Promise.all(entries)) as [string, unknown][]);
}

const ramp = (count: number, start = 0): number[] =>
  Array.from({ length: count }, (_, i) => start + i / 4);
const floats = (array: NestedArray): unknown => ['float32', array];

const types = {
  ...Object.fromEntries(
    ['float64', 'float32', 'float16', 'bfloat16'].map((name) => [name, floats([0, -1.25, 3])]),
  ),
  ...Object.fromEntries(
    ['int64', 'int32', 'int16', 'int8'].map((name) => [name, ['int32', [0, -7, 100]]]),
  ),
  uint8: ['int32', [0, 200, 255]],
  bool: ['bool', [true, false, true]],
};

const views = {
  base: floats([ramp(4), ramp(4, 1), ramp(4, 2)]),
  transposed: floats([0, 0.25, 0.5, 0.75].map((start) => [start, start + 1, start + 2])),
  row: floats(ramp(4, 1)),
  column: floats([0.5, 1.5, 2.5]),
  expanded: floats([
    [5, 5],
    [5, 5],
    [5, 5],
  ]),
  scalar: floats(7),
  empty: floats([]),
};

const values = {
  epoch: 3,
  loss: 0.25,
  small: -3,
  large: 2 ** 40,
  negative: -(2 ** 40),
  huge: -(2n ** 70n),
  infinite: Infinity,
  name: 'größer 長い',
  none: null,
  flags: [true, false],
  tuple: [1, [2, 'three'], [4, 5, 6, 7], []],
  list: [1, 'a', []],
  bytes: Uint8Array.of(0, 255),
  dtype: 'torch.float16',
  size: [2, 3],
  5: 'five',
  ordered: { b: 1, a: 2 },
};

describe('torchCheckpoint.load', () => {
  const files = [
    'torch-1.13',
    'torch-2.13',
    'torch-2.13-protocol-3',
    'torch-2.13-protocol-4',
    'torch-2.13-protocol-5',
  ];
  it.each(files)('conformance 10: reads what torch.save wrote: %s', async (file) => {
    const checkpoint = (await plain(await load(read(file)))) as Record<string, unknown>;
    expect(Object.keys(checkpoint)).toEqual([
      'model',
      'optimizer',
      'types',
      'views',
      'parameter',
      'same',
      'plain',
    ]);
    const unsigned = file === 'torch-1.13' ? {} : { uint16: ['int32', [0, 65_535, 7]] };
    expect(checkpoint['types']).toEqual({ ...types, ...unsigned });
    expect(checkpoint['views']).toEqual(views);
    expect(checkpoint['parameter']).toEqual(floats([ramp(2), ramp(2, 0.5)]));
    expect(checkpoint['plain']).toEqual(values);
    expect(checkpoint['optimizer']).toMatchObject({
      state: {
        0: {
          step: floats(1),
          exp_avg: floats([
            [0.5, 0.5],
            [0.5, 0.5],
          ]),
        },
      },
      param_groups: [{ lr: 0.125, betas: [0.5, 0.75], params: [0] }],
    });
  });

  it('conformance 10: a module takes the state dict in it, buffers included', async () => {
    const checkpoint = await load(read('torch-2.13'));
    const model = own(new Sequential(new Linear(3, 2), new BatchNorm1d(2)));
    const report = model.loadStateDict(stateDictIn(checkpoint, 'model'));
    expect(report).toEqual({ missing: [], unexpected: [] });
    const state = model.stateDict();
    expect(await state['0.weight']!.array()).toEqual([ramp(3, -1), ramp(3, -0.25)]);
    expect(await state['1.num_batches_tracked']!.item()).toBe(1);
    expect(await state['1.running_var']!.array()).not.toEqual([1, 1]);
  });

  it('keeps one tensor in two places one, and one storage under several views', async () => {
    const checkpoint = await load(read('torch-2.13'));
    const { same, views: all } = checkpoint as unknown as {
      same: [Tensor, Tensor];
      views: Record<string, Tensor>;
    };
    expect(same[0]).toBe(same[1]);
    expect(all['transposed']!.storage).toBe(all['base']!.storage);
    expect(all['expanded']!.storage.elements).toBe(1);
  });

  it.each(['torch-2.13-numpy', 'torch-2.13-numpy-protocol-4'])(
    'reads the numbers of NumPy and devices: %s',
    async (file) => {
      expect(await plain(await load(read(file)))).toEqual({
        best: 0.1,
        single: 0.25,
        step: 2 ** 40,
        seed: 2n ** 62n + 1n,
        unsigned: 2n ** 64n - 1n,
        small: [-2, -300, -70_000, 200, 60_000, 4_000_000_000],
        done: true,
        devices: ['cpu', 'cuda:1'],
        model: { weight: floats([0, 0.25]) },
      });
    },
  );

  it('reads files without checksums', async () => {
    expect(await plain(await load(read('torch-2.13-no-checksums')))).toEqual({
      x: floats([0, 0.25]),
    });
  });

  it("reads big-endian numbers, by NumPy's name before its version 2", async () => {
    const state = '(K\x03X\x01\0\0\0>NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb';
    const type = `cnumpy\ndtype\nX\x02\0\0\0i2\x89\x88\x87R${state}`;
    const program = `cnumpy.core.multiarray\nscalar\n${type}C\x02\x01\x02\x86R`;
    expect(await load(archiveOf(program))).toBe(258);
  });

  it('reads what a big-endian machine wrote', async () => {
    const numbers: [type: string, bytes: number[], value: unknown][] = [
      ['Float', [0xbf, 0xa0, 0, 0], floats([-1.25])],
      ['Double', [0xbf, 0xf4, 0, 0, 0, 0, 0, 0], floats([-1.25])],
      ['Half', [0xbd, 0], floats([-1.25])],
      ['BFloat16', [0xbf, 0xa0], floats([-1.25])],
      ['Long', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe], ['int32', [-2]]],
      ['Short', [1, 2], ['int32', [258]]],
      ['Char', [0xfe], ['int32', [-2]]],
    ];
    const byteorder = new TextEncoder().encode('big');
    for (const [type, bytes, value] of numbers) {
      const pickle = pushTensor('0', 1, { storage: type, shape: [1], strides: [1] });
      const data = { '0': Uint8Array.from(bytes) };
      expect(await plain(await load(archiveOf(pickle, data, { byteorder })))).toEqual(value);
    }
  });
});
