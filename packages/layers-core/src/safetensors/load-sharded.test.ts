import { cpu } from '@rondo/backend-cpu';
import { memory, tensor, useBackend } from '@rondo/tensor';
import { beforeEach, describe, expect, it } from 'vitest';
import { SafetensorsError } from './error.ts';
import { loadSharded } from './load-sharded.ts';
import { save } from './save.ts';

useBackend(cpu());

const [first, second] = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
const index = {
  metadata: { total_size: 20 },
  weight_map: { 'a.weight': first, 'a.bias': first, 'b.weight': second },
};
const files = new Map<string, Uint8Array>();
const read = async (file: string): Promise<Uint8Array> => {
  const bytes = files.get(file);
  if (!bytes) throw new Error(`no ${file}`);
  return bytes;
};
const json = (value: unknown): string => JSON.stringify(value);

beforeEach(async () => {
  files.set(first, await save({ 'a.weight': tensor([1, 2]), 'a.bias': tensor([3]) }));
  files.set(second, await save({ 'b.weight': tensor([[4, 5]]) }));
});

describe('loadSharded', () => {
  it('reads all files of a model by its index, as text or bytes', async () => {
    for (const form of [json(index), new TextEncoder().encode(json(index))]) {
      const { tensors } = await loadSharded(form, read);
      const entries = Object.entries(tensors).map(async ([name, x]) => [name, await x.array()]);
      expect(Object.fromEntries((await Promise.all(entries)) as [string, unknown][])).toEqual({
        'a.weight': [1, 2],
        'a.bias': [3],
        'b.weight': [[4, 5]],
      });
    }
  });

  it('asks only for files beside the index', async () => {
    const asked: string[] = [];
    const spy = async (file: string): Promise<Uint8Array> => {
      asked.push(file);
      return read(file);
    };
    for (const file of ['../secret', 'a/b', 'c:\\d', 'c:d', '', '..', '.', 'a\0b', 7, null]) {
      const bad = json({ weight_map: { x: file } });
      await expect(loadSharded(bad, spy)).rejects.toThrow(/expected the plain name of a file/);
    }
    expect(asked).toEqual([]);
  });

  it('refuses what does not belong together, with nothing loaded', async () => {
    const before = memory();
    const map = index.weight_map;
    const faults: [string, RegExp][] = [
      ['{', /the index is not JSON/],
      ['[]', /no weight_map/],
      [json({ weight_map: [first] }), /no weight_map/],
      [json({ weight_map: { ...map, 'c.weight': second } }), /missing c\.weight/],
      [json({ weight_map: { 'a.bias': first, 'b.weight': second } }), /unexpected a\.weight/],
      [json({ weight_map: { 'a.weight': second } }), /missing a\.weight\n {2}unexpected b\.weight/],
    ];
    for (const [text, message] of faults) {
      await expect(loadSharded(text, read)).rejects.toThrow(SafetensorsError);
      await expect(loadSharded(text, read)).rejects.toThrow(message);
    }
    files.set(second, files.get(second)!.subarray(0, 30));
    await expect(loadSharded(json(index), read)).rejects.toThrow(SafetensorsError);
    expect(memory()).toEqual(before);
  });
});
