import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { colourPng } from '../../test/png.ts';
import { readCifar } from './read-cifar.ts';
import { readMnist } from './read-digits.ts';
import { readFrameFolders, readFrames, readImageFolder } from './read-image-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rondo-images-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(path: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), bytes);
}

/** An image of one colour. */
const plain = (value: number, height = 2, width = 3): Uint8Array =>
  colourPng(
    Array.from({ length: height }, () =>
      Array.from({ length: width }, () => [value, value + 1, value + 2]),
    ),
  );

it('reads images by class', async () => {
  await write('dog/2.png', plain(20));
  await write('dog/1.PNG', plain(10));
  await write('cat/a.png', plain(30));
  await write('cat/notes.txt', 'no image');
  const images = await readImageFolder(folder);
  expect(images).toMatchObject({ count: 3, channels: 3, height: 2, width: 3 });
  expect(images.classes).toEqual(['cat', 'dog']);
  expect([...images.labels]).toEqual([0, 1, 1]);
  expect([0, 18, 24, 36].map((at) => images.pixels[at])).toEqual([30, 10, 11, 20]);
  const known = await readImageFolder(folder, { classes: ['dog', 'bird', 'cat'], channels: 1 });
  expect([...known.labels]).toEqual([2, 0, 0]);
  expect(known.pixels).toHaveLength(18);
});

it('says which image, folder or class is wrong', async () => {
  await expect(readImageFolder(folder)).rejects.toThrow('expected a folder for each class');
  await write('cat/a.png', plain(1));
  await write('cat/b.png', plain(1, 4, 4));
  await expect(readImageFolder(folder)).rejects.toThrow(
    /cat.b\.png: expected 2 x 3, as .*a\.png has, received 4 x 4; set size/u,
  );
  const fitted = await readImageFolder(folder, { size: { height: 2, width: 2 } });
  expect(fitted).toMatchObject({ count: 2, height: 2, width: 2 });
  await expect(readImageFolder(folder, { classes: ['cab', 'dog'] })).rejects.toThrow(
    'cat is none of the 2 classes, did you mean cab?',
  );
  await write('cat/b.png', plain(1).subarray(0, 40));
  await expect(readImageFolder(folder)).rejects.toThrow(/b\.png: the image is damaged/u);
  await write('cat/b.png', plain(1));
  await mkdir(join(folder, 'dog'));
  await expect(readImageFolder(folder)).rejects.toThrow(/dog: expected a \.png/u);
  await expect(readImageFolder(join(folder, 'none'))).rejects.toThrow('there is no such folder');
  await expect(readImageFolder(join(folder, 'dogs'))).rejects.toThrow('did you mean dog?');
  await expect(readImageFolder(join(folder, 'cat/b.png'))).rejects.toThrow('it is no folder');
});

it('reads clips of frames', async () => {
  for (const [clip, count, start] of [
    ['wave/one', 4, 10],
    ['run/two', 4, 50],
  ] as const) {
    for (let n = 0; n < count; n++) await write(`${clip}/frame_000${n}.png`, plain(start + 10 * n));
  }
  const clips = await readFrameFolders(folder);
  expect(clips).toMatchObject({ count: 2, channels: 3, frames: 4, height: 2, width: 3 });
  expect(clips.classes).toEqual(['run', 'wave']);
  expect([...clips.labels]).toEqual([0, 1]);
  // Red of all frames first, then green.
  expect([0, 6, 12, 24, 72].map((at) => clips.pixels[at])).toEqual([50, 60, 70, 51, 10]);
  const two = await readFrameFolders(folder, { frames: 2 });
  expect([two.frames, two.pixels[0], two.pixels[6]]).toEqual([2, 60, 80]);
  await write('run/two/frame_0009.png', plain(1));
  await expect(readFrameFolders(folder)).rejects.toThrow(
    /wave.one: expected 5 frames, as .*two has, received 4; set frames/u,
  );
  await expect(readFrameFolders(folder, { frames: 9 })).rejects.toThrow('expected 9 frames');
});

it('reads the frames of one clip', async () => {
  for (const n of [1, 2, 9, 10]) await write(`wave/${n}.png`, plain(10 * n));
  const clip = await readFrames(join(folder, 'wave'), { frames: 2, channels: 1 });
  expect(clip).toMatchObject({ count: 1, channels: 1, frames: 2, height: 2, width: 3 });
  expect([clip.pixels[0], clip.pixels[6]]).toEqual([21, 101]);
  await expect(readFrames(join(folder, 'wave'), { frames: 5 })).rejects.toThrow(
    /wave: expected 5 frames or more, received 4/u,
  );
});

it('takes frames in the order of their numbers, padded or not', async () => {
  for (const n of [1, 2, 9, 10, 11, 100]) await write(`run/one/frame${n}.png`, plain(n));
  for (const n of [1, 2, 9, 10, 11, 100]) await write(`run/two/${n}_20.png`, plain(n));
  const clips = await readFrameFolders(folder);
  const reds = (clip: number): number[] =>
    [0, 6, 12, 18, 24, 30].map((at) => clips.pixels[clip * 108 + at]!);
  expect(reds(0)).toEqual([1, 2, 9, 10, 11, 100]);
  expect(reds(1)).toEqual([1, 2, 9, 10, 11, 100]);
});

it('reads the files of MNIST, and parts the test where it is alone', async () => {
  const images = (count: number, value: number): Uint8Array =>
    gzipSync(
      Uint8Array.from([
        0,
        0,
        8,
        3,
        0,
        0,
        0,
        count,
        0,
        0,
        0,
        2,
        0,
        0,
        0,
        2,
        ...Array<number>(4 * count).fill(value),
      ]),
    );
  const labels = (count: number): Uint8Array =>
    Uint8Array.from([0, 0, 8, 1, 0, 0, 0, count, ...Array(count).keys()]);
  await write('t10k-images-idx3-ubyte.gz', images(5, 7));
  await expect(readMnist(folder)).rejects.toThrow('expected t10k-images-idx3-ubyte and');
  await write('t10k-labels-idx1-ubyte', labels(5));
  const alone = await readMnist(folder);
  expect([alone.train.count, [...alone.test.labels]]).toEqual([4, [4]]);
  await write('train-images.idx3-ubyte.gz', images(6, 9));
  await write('train-labels-idx1-ubyte', labels(6));
  const both = await readMnist(folder);
  expect([both.train.count, both.train.pixels[0], both.test.count]).toEqual([6, 9, 5]);
});

it('reads the files of CIFAR', async () => {
  const record = (label: number): number[] => [label, ...Array<number>(3072).fill(label)];
  await write('data_batch_2.bin', Uint8Array.from([...record(3), ...record(4)]));
  await write('data_batch_1.bin.gz', gzipSync(Uint8Array.from(record(1))));
  await expect(readCifar(folder)).rejects.toThrow('and test….bin, found data_batch_1.bin.gz');
  await write('test_batch.bin', Uint8Array.from(record(9)));
  const { train, test } = await readCifar(folder);
  expect([[...train.labels], [...test.labels]]).toEqual([[1, 3, 4], [9]]);
  await write('test_batch.bin', new Uint8Array(7));
  await expect(readCifar(folder)).rejects.toThrow(/test_batch\.bin: expected whole images/u);
});
