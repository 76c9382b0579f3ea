import { readFileSync } from 'node:fs';
import { cpu } from '@rondo/backend-cpu';
import { memory, useBackend } from '@rondo/tensor';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { archiveOf, latin1, pushTensor, pushText, zipOf } from '../../test/pickle-archive.ts';
import { TorchCheckpointError } from './error.ts';
import { load } from './load.ts';

useBackend(cpu());

async function errorOf(bytes: Uint8Array): Promise<TorchCheckpointError> {
  const before = memory();
  const error: unknown = await load(bytes).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TorchCheckpointError);
  expect(memory()).toEqual(before);
  return error as TorchCheckpointError;
}

const four = { 0: new Uint8Array(16) };

describe('what torchCheckpoint.load refuses', () => {
  const saved: [string, RegExp][] = [
    ['module', /torch\.nn\.modules\.linear\.Linear .* save a state dict instead: torch\.save\(/],
    ['numpy', /numpy\._core\.multiarray\._reconstruct .* value\.item\(\)/],
    ['sparse', /torch\._utils\._rebuild_sparse_tensor .* tensor\.to_dense\(\)/],
    ['complex', /torch\.ComplexFloatStorage .* convert the tensors to one of torch\.float16,/],
    ['set', /__builtin__\.set .* save a state dict instead/],
    ['storage', /a class or a bare storage/],
    ['wide', /element 1 of the storage of tensor 'ids' is 1099511627776, which int32 cannot hold/],
    ['legacy', /PyTorch's format before 1\.6; write it anew/],
    ['script', /a TorchScript archive, which holds code; save a state dict instead/],
  ];
  it.each(saved)('from PyTorch: %s', async (name, message) => {
    const url = new URL(`../../test/fixtures/refused/${name}.pt`, import.meta.url);
    expect((await errorOf(readFileSync(url))).message).toMatch(message);
  });

  it('every name that is not on the list, however it is written, and before it is called', async () => {
    const programs = [
      `cos\nsystem\n(${pushText('touch run')}tR`,
      `cbuiltins\neval\n${pushText('1')}\x85R`,
      'c__builtin__\ngetattr\n',
      `${pushText('os')}${pushText('system')}\x93`,
      'ctorch.storage\n_load_from_bytes\n',
      'ctorch\nFloatStorage.__class__\n',
      'ccollections\nOrderedDict.__init__\n',
      'cconstructor\nconstructor\n',
      'c__proto__\ntoString\n',
    ];
    for (const program of programs) {
      const error = await errorOf(archiveOf(program));
      expect(error.message).toMatch(/is not on the list .* nothing of it was run/);
      expect(error.facts['global']).toEqual(expect.any(String));
    }
    expect((await errorOf(archiveOf(programs[0]!))).facts['global']).toBe('os.system');
  });

  it('every opcode that can build other objects, by its name', async () => {
    const programs: [string, string][] = [
      ['(ios\nsystem\n', 'INST'],
      ['(o', 'OBJ'],
      ['ccollections\nOrderedDict\n)\x81', 'NEWOBJ'],
      ['ccollections\nOrderedDict\n)}\x92', 'NEWOBJ_EX'],
      ['\x82\x01', 'EXT1'],
      ['P0\n', 'PERSID'],
      ['\x8f', 'EMPTY_SET'],
      ['\x97', 'NEXT_BUFFER'],
      ['I1\n', 'INT'],
      ['\xff', 'unknown'],
    ];
    for (const [program, opcode] of programs) {
      const error = await errorOf(archiveOf(program));
      expect(error.message).toContain(`the opcode ${opcode} (0x`);
      expect(error.facts['opcode']).toBe(opcode);
    }
    expect((await errorOf(archiveOf(']}b'))).facts['opcode']).toBe('BUILD');
  });

  it('calls of what is no function', async () => {
    expect((await errorOf(archiveOf('ctorch\nFloatStorage\n)R'))).message).toMatch(
      /calls torch\.FloatStorage .* not called in a state dict/,
    );
    expect((await errorOf(archiveOf('}]R'))).message).toMatch(/something that is no function/);
    for (const name of ['torch._utils\n_rebuild_tensor_v3', 'torch\nSize', '_codecs\nencode']) {
      expect((await errorOf(archiveOf(`c${name}\n)R`))).message).toMatch(
        /with arguments that it does not take/,
      );
    }
  });

  const tensors: [string, string, RegExp][] = [
    [
      'a record that is not there',
      pushTensor('9', 4, { shape: [4], strides: [1] }),
      /found nothing/,
    ],
    [
      'more elements than stored',
      pushTensor('0', 5, { shape: [5], strides: [1] }),
      /with 20 bytes, found 16 bytes/,
    ],
    ['fewer', pushTensor('0', 3, { shape: [3], strides: [1] }), /with 12 bytes/],
    [
      'a window past the end',
      pushTensor('0', 4, { shape: [2, 3], strides: [2, 1] }),
      /of 4 elements/,
    ],
    [
      'an offset past the end',
      pushTensor('0', 4, { offset: 1, shape: [4], strides: [1] }),
      /offset 1/,
    ],
    [
      'strides for other axes',
      pushTensor('0', 4, { shape: [2, 2], strides: [1] }),
      /strides \[1\]/,
    ],
    [
      'more axes than PyTorch has',
      pushTensor('0', 4, { shape: Array(65).fill(1), strides: Array(65).fill(1) }),
      /of 4 elements/,
    ],
    [
      'more elements than numbers can count',
      pushTensor('0', 4, { shape: Array(9).fill(255), strides: Array(9).fill(0) }),
      /of 4 elements/,
    ],
  ];
  it.each(tensors)('a tensor with %s', async (_what, program, message) => {
    expect((await errorOf(archiveOf(program, four))).message).toMatch(message);
  });

  const broken: [string, string, RegExp][] = [
    ['no value', '', /takes 1 values/],
    ['an end in a number', 'J', /needs 4 bytes/],
    ['a text of 4 GB', 'X\xff\xff\xff\xff', /needs 4294967295 bytes at byte 7, 1 follow/],
    ['a text of 16 EB', '\x8d\xff\xff\xff\xff\xff\xff\xff\xff', /needs 18446744073709552000 bytes/],
    ['text in another encoding', 'U\0X\x01\0\0\0\xff', /SHORT_BINSTRING/],
    ['text that is not UTF-8', 'X\x01\0\0\0\xff', /text at byte 7 that is not UTF-8/],
    ['a number of 65 bytes', `\x8a\x41${'\x01'.repeat(65)}`, /a whole number of 65 bytes/],
    ['a mark that is missing', 't', /looks for a mark/],
    ['a memory that is empty', 'h\x07', /recalls the value 7/],
    ['items of no list', '}Na', /appends to something that is no list/],
    ['items of no dict', ']NNs', /sets items of something that is no dict/],
    ['half an item', '}(Nu', /sets items of something that is no dict/],
    ['a name that is a number', 'K\x01K\x02\x93', /looks up something that is no name/],
    ['a name without end', 'cos', /a line at byte 3 that does not end/],
    ['a list in itself', ']q\0h\0a', /contains itself/],
    ['a deep nesting', `${']'.repeat(200)}${'a'.repeat(199)}`, /nested deeper than 100 levels/],
    ['a dict with a tuple as key', '})Ns', /neither text nor a whole number/],
    ['two keys of one name', `}K\x01Ns${pushText('1')}Ns`, /two keys '1'/],
    ['a storage that is none', 'NQ', /no storage/],
    ['protocol 0', '\x80\0N', /pickle protocol 0, expected 2 to 5/],
  ];
  it.each(broken)('a pickle with %s', async (_what, program, message) => {
    expect((await errorOf(archiveOf(program))).message).toMatch(message);
  });

  it('other files, saying what they seem to be', async () => {
    const pickle = latin1('\x80\x02N.');
    const records = { 'a/data.pkl': pickle, 'a/byteorder': latin1('little') };
    const files: [Uint8Array, RegExp][] = [
      [new Uint8Array(0), /does not start like a zip archive/],
      [latin1('<html>'), /does not start like a zip archive/],
      [latin1('\x80\x02\x8a\x0a'), /PyTorch's format before 1\.6/],
      [latin1('PK\x03\x04 and no more'), /the zip archive is not sound/],
      [zipOf({ 'notes.txt': pickle }), /0 records <folder>\/data\.pkl/],
      [zipOf({ 'a/data.pkl': pickle, 'b/data.pkl': pickle }), /2 records/],
      [zipOf({ ...records, 'a/byteorder': latin1('middle') }), /byteorder is "middle"/],
      [zipSync({ 'a/data.pkl': [pickle, { level: 6 }] }), /data\.pkl is compressed/],
    ];
    for (const [bytes, message] of files) expect((await errorOf(bytes)).message).toMatch(message);
  });

  it('bytes that were changed, wherever they lie', async () => {
    const program = pushTensor('0', 4, { shape: [4], strides: [1] });
    const bytes = archiveOf(program, { 0: Uint8Array.from({ length: 16 }, (_, at) => at + 100) });
    const place = bytes.findIndex((_, at) => bytes[at] === 107 && bytes[at + 2] === 109);
    bytes[place]! ^= 1;
    const error = await errorOf(bytes);
    expect(error.message).toMatch(/the record archive\/data\/0 does not have its checksum/);
    expect(error.facts).toMatchObject({ name: 'archive/data/0' });
  });

  it('NumPy values that are no single numbers, and numbers that are cut off', async () => {
    const type = (
      name: string,
      state = `(K\x03${pushText('<')}NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb`,
    ) => `cnumpy\ndtype\n${pushText(name)}\x89\x88\x87R${state}`;
    const scalar = (dtype: string, bytes: string): string =>
      `cnumpy.core.multiarray\nscalar\n${dtype}C${String.fromCharCode(bytes.length)}${bytes}\x86R`;
    const programs: [string, RegExp][] = [
      [type('U3'), /a NumPy value of type "U3".* value\.item\(\)/],
      [type('M8'), /of type "M8"/],
      [type('toString'), /of type "toString"/],
      [type('f8', 'Nb'), /no byte order/],
      [type('f8'), /a class or a bare storage/],
      [scalar(type('f8'), '1234'), /of type 'f8' in 4 bytes, expected 8/],
      [scalar('N', '12345678'), /arguments that it does not take/],
      ['ctorch\ndevice\n)R', /torch\.device with arguments/],
    ];
    for (const [program, message] of programs) {
      expect((await errorOf(archiveOf(program))).message).toMatch(message);
    }
  });

  it('keeps a small file that repeats itself small', async () => {
    // Thirty lists, each with the one before twice.
    const value = await load(archiveOf(`]q\0${'0](h\0h\0eq\0'.repeat(30)}`));
    const [first, second] = value as unknown as [unknown, unknown];
    expect(first).toBe(second);
  });
});
