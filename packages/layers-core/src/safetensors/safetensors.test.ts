import { cpu } from '@rondo/backend-cpu';
import { assign, memory, tensor, useBackend, zeros, type Tensor } from '@rondo/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SafetensorsError } from './error.ts';
import { load } from './load.ts';
import { save } from './save.ts';

useBackend(cpu());

/** A file with this header over these bytes of data. */
function file(header: unknown, data: readonly number[] = []): Uint8Array {
  const json = new TextEncoder().encode(
    typeof header === 'string' ? header : JSON.stringify(header),
  );
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(json.length), true);
  return Uint8Array.from([...length, ...json, ...data]);
}

function outcome(bytes: Uint8Array): 'loaded' | 'refused' | 'another error' {
  try {
    for (const x of Object.values(load(bytes).tensors)) x.dispose();
    return 'loaded';
  } catch (error) {
    return error instanceof SafetensorsError ? 'refused' : 'another error';
  }
}

async function contents(tensors: Record<string, Tensor>): Promise<unknown> {
  const entries = Object.entries(tensors).map(async ([name, x]) => [
    name,
    x.dtype,
    x.shape,
    await x.data(),
  ]);
  return Promise.all(entries);
}

describe('safetensors', () => {
  it('writes the format byte by byte', async () => {
    const bytes = await save(
      { flags: tensor([true, false]), row: tensor([[1.5, -2]]), count: tensor(Int32Array.of(-3)) },
      { step: '7' },
    );
    const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = new TextDecoder().decode(bytes.subarray(8, 8 + headerLength));
    expect(headerLength % 8).toBe(0);
    expect(JSON.parse(header)).toEqual({
      __metadata__: { step: '7' },
      row: { dtype: 'F32', shape: [1, 2], data_offsets: [0, 8] },
      count: { dtype: 'I32', shape: [1], data_offsets: [8, 12] },
      flags: { dtype: 'BOOL', shape: [2], data_offsets: [12, 14] },
    });
    const [row, count, flags] = ['0000c03f000000c0', 'fdffffff', '0100'];
    const data = Buffer.from(bytes.subarray(8 + headerLength)).toString('hex');
    expect(data).toBe(`${row}${count}${flags}`);
  });

  it('loads what it saved, any names, shapes and types', async () => {
    const described = fc.record({
      shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }),
      dtype: fc.constantFrom('float32' as const, 'int32' as const, 'bool' as const),
      seed: fc.integer({ min: 0, max: 1000 }),
    });
    const name = fc.string({ unit: 'grapheme' }).filter((text) => text !== '__metadata__');
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, described, { noNullPrototype: true }),
        fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
        async (descriptions, metadata) => {
          const before = memory();
          const entries = Object.entries(descriptions).map(
            ([key, { shape, dtype, seed }]): [string, Tensor] => {
              const size = shape.reduce((a, b) => a * b, 1);
              const data = Float64Array.from({ length: size }, (_, i) => ((seed + 7 * i) % 11) - 5);
              return [key, tensor(data, { shape, dtype })];
            },
          );
          const tensors = Object.fromEntries(entries);
          const loaded = load(await save(tensors, metadata));
          expect(new Set(Object.keys(loaded.tensors))).toEqual(new Set(Object.keys(tensors)));
          for (const key of Object.keys(tensors)) {
            expect(await contents({ x: loaded.tensors[key]! })).toEqual(
              await contents({ x: tensors[key]! }),
            );
          }
          expect(loaded.metadata).toEqual(metadata);
          for (const all of [tensors, loaded.tensors])
            for (const x of Object.values(all)) x.dispose();
          expect(memory()).toEqual(before);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('writes views as what they show, and one moment of what changes', async () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    const saving = save({ x: x.transpose(0, 1), y: x });
    assign(x, zeros([2, 2]));
    const { tensors } = load(await saving);
    expect(await tensors['x']!.array()).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(await tensors['y']!.array()).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('reads wider and narrower types by one rule', async () => {
    const header = (dtype: string, bytes: number): unknown => ({
      x: { dtype, shape: [1], data_offsets: [0, bytes] },
    });
    const cases: [string, number[], string, number][] = [
      ['F64', [0, 0, 0, 0, 0, 0, 0xf4, 0xbf], 'float32', -1.25],
      ['F16', [0, 0xbd], 'float32', -1.25],
      ['F16', [1, 0], 'float32', 2 ** -24],
      ['F16', [0, 0xfc], 'float32', -Infinity],
      ['BF16', [0xa0, 0xbf], 'float32', -1.25],
      ['I64', [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 'int32', -2],
      ['U64', [0xfe, 0, 0, 0, 0, 0, 0, 0], 'int32', 254],
      ['I16', [0xfe, 0xff], 'int32', -2],
      ['U16', [0xfe, 0xff], 'int32', 65_534],
      ['I8', [0xfe], 'int32', -2],
      ['U8', [0xfe], 'int32', 254],
      ['BOOL', [1], 'bool', 1],
    ];
    for (const [type, bytes, dtype, value] of cases) {
      const { x } = load(file(header(type, bytes.length), bytes)).tensors;
      expect([type, x!.dtype, (await x!.data())[0]]).toEqual([type, dtype, value]);
    }
    const large = [0, 0, 0, 0, 1, 0, 0, 0];
    expect(() => load(file(header('I64', 8), large))).toThrow(
      /element 0 of tensor 'x' is 4294967296/,
    );
  });

  const one = { dtype: 'U8', shape: [1], data_offsets: [0, 1] };
  const broken: [string, Uint8Array, RegExp][] = [
    ['nothing', new Uint8Array(0), /0 bytes are too few/],
    ['a cut length', new Uint8Array(7), /7 bytes are too few/],
    ['a cut header', file({ x: one }, [1]).subarray(0, 20), /claims \d+ bytes, 12 follow/],
    [
      'the index of several files',
      new TextEncoder().encode('{"weight_map": {}}'),
      /looks like JSON: the index of a model in several files is read with safetensors\.loadSharded/,
    ],
    [
      'another kind of file',
      new TextEncoder().encode('<html>not a model</html>'),
      /if it is a safetensors file/,
    ],
    ['a header that is no JSON', file('{"x": '), /header is not JSON/],
    ['a header in another encoding', file('{}').fill(0xff, 8, 9), /header is not JSON/],
    ['a header that is a list', file([]), /not a JSON object/],
    [
      'metadata of numbers',
      file({ __metadata__: { a: 1 } }),
      /__metadata__ must be an object of strings/,
    ],
    ['an entry that is no object', file({ x: 3 }), /tensor 'x' has the element type undefined/],
    [
      'an unknown type',
      file({ x: { ...one, dtype: 'F8_E4M3' } }, [1]),
      /'x' has the element type "F8_E4M3"; convert it to one of F32/,
    ],
    [
      'a name of every object',
      file({ x: { ...one, dtype: 'toString' } }, [1]),
      /element type "toString"/,
    ],
    ['a negative size', file({ x: { ...one, shape: [-1] } }, [1]), /'x' has the shape \[-1\]/],
    [
      'no offsets',
      file({ x: { dtype: 'U8', shape: [1] } }, [1]),
      /'x' has the data_offsets undefined/,
    ],
    [
      'offsets of another size',
      file({ x: { ...one, shape: [2] } }, [1]),
      /'x' U8 \[2\] needs 2 bytes, .* hold 1/,
    ],
    ['overlapping tensors', file({ x: one, y: one }, [1]), /tensors 'x' and 'y' overlap/],
    [
      'a hole',
      file({ x: { ...one, data_offsets: [1, 2] } }, [1, 2]),
      /1 bytes before tensor 'x' belong to none/,
    ],
    [
      'cut data',
      file({ x: { ...one, shape: [3], data_offsets: [0, 3] } }, [1]),
      /'x' ends at byte \d+ of a file of/,
    ],
    ['remains', file({ x: one }, [1, 2, 3]), /2 bytes after the last tensor/],
  ];
  it.each(broken)('refuses %s', (_what, bytes, message) => {
    const before = memory();
    expect(() => load(bytes)).toThrow(SafetensorsError);
    expect(() => load(bytes)).toThrow(message);
    expect(memory()).toEqual(before);
  });

  it('refuses every file that is cut off, and never anything but clearly', async () => {
    const bytes = await save({ a: tensor([1, 2, 3]), b: tensor([[true], [false]]) }, { k: 'v' });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => load(bytes.subarray(0, length))).toThrow(SafetensorsError);
    }
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }), (at, value) => {
        const damaged = bytes.slice();
        damaged[at] = value;
        return outcome(damaged) !== 'another error';
      }),
    );
  });

  it('refuses to save under the reserved name', async () => {
    await expect(save({ __metadata__: tensor([1]) })).rejects.toThrow(SafetensorsError);
  });
});
