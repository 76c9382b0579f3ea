import { join } from 'node:path';
import { DataError, nearest } from '../errors.ts';
import { decodeImage, type DecodedImage } from '../images/decode-image.ts';
import { imageSize, type LabelledImages } from '../images/labelled-images.ts';
import { fitImage, type ImageSize } from '../images/resize.ts';
import { readBytes } from './read-bytes.ts';
import { filesOf } from './read-digits.ts';
import { stat } from 'node:fs/promises';

export interface ImageFolderOptions {
  /** Images are made as large as needed to cover it and cropped around their middle. Default: all must have one size. */
  readonly size?: ImageSize;
  /** 3 for colours, 1 for grey. Default 3. */
  readonly channels?: 1 | 3;
  /** The classes, in the order of their numbers, as of a trained model. Default: the names of the folders, sorted. */
  readonly classes?: readonly string[];
}

export interface FrameFolderOptions extends ImageFolderOptions {
  /** How many frames to take of each clip, spread evenly over it. Default: all, of which every clip must have as many. */
  readonly frames?: number;
}

const isImage = (name: string): boolean => /\.(?:png|jpe?g)$/iu.test(name);

/**
 * Reads `folder/class/image.png` (or .jpg, .jpeg): a folder for each class. Other files are passed over.
 * @throws DataError naming the file that is damaged or of another size, a folder that is no class, a class without images.
 */
export async function readImageFolder(
  folder: string,
  options: ImageFolderOptions = {},
): Promise<LabelledImages> {
  const found = await inClasses(folder, options, (path) => imageFiles(path, 'image'));
  return assemble(found, options);
}

/**
 * Reads `folder/class/clip/frame_0001.jpg`: a folder of frames for each clip, in the order of their names, numbers in them by
 * value: `frame2` before `frame10`.
 * @throws DataError as `readImageFolder`, and naming a clip that has another number of frames, or fewer than wanted.
 */
export async function readFrameFolders(
  folder: string,
  options: FrameFolderOptions = {},
): Promise<LabelledImages> {
  const clips = await inClasses(folder, options, (path) => subfolders(path, 'clip'));
  const files: Found[] = [];
  let expected = options.frames;
  for (const { path, label } of clips.members) {
    const all = (await imageFiles(path, 'frame')).toSorted(byNumbers);
    const wanted = (expected ??= all.length);
    if (all.length < wanted || (options.frames === undefined && all.length !== wanted)) {
      throw new DataError(
        `${path}: expected ${wanted} frames${options.frames === undefined ? `, as ${clips.members[0]!.path} has` : ''}, received ${all.length}; ` +
          'set frames to the number of the shortest clip, or leave this one out',
        { path, frames: all.length, expected: wanted },
      );
    }
    files.push(...evenly(all, wanted).map((frame) => ({ path: frame, label })));
  }
  const images = await assemble({ ...clips, members: files }, options);
  const frames = expected!;
  return {
    ...images,
    count: images.count / frames,
    frames,
    pixels: framesInside(images, frames),
    labels: images.labels.filter((_, n) => n % frames === 0),
  };
}

/** By name, numbers inside by their value; names that differ in leading zeros alone, by their characters. */
const { compare } = new Intl.Collator('en', { numeric: true });
const byNumbers = (a: string, b: string): number => compare(a, b) || (a < b ? -1 : 1);

/**
 * Reads the frames of one clip, `folder/frame_0001.jpg`, as `readFrameFolders` does.
 * @throws DataError naming the file that is damaged or of another size, and a folder with fewer frames than wanted.
 */
export async function readFrames(
  folder: string,
  { frames, ...options }: Omit<FrameFolderOptions, 'classes'> = {},
): Promise<LabelledImages> {
  const all = (await imageFiles(folder, 'frame')).toSorted(byNumbers);
  const wanted = frames ?? all.length;
  if (all.length < wanted) {
    throw new DataError(
      `${folder}: expected ${wanted} frames or more, received ${all.length}; give a longer clip`,
      { path: folder, frames: all.length, expected: wanted },
    );
  }
  const members = evenly(all, wanted).map((path) => ({ path, label: 0 }));
  const images = await assemble({ members, classes: [''] }, options);
  const labels = new Uint8Array(1);
  return { ...images, count: 1, frames: wanted, pixels: framesInside(images, wanted), labels };
}

/** So many of some, spread evenly over them. */
function evenly(all: readonly string[], count: number): string[] {
  return Array.from(
    { length: count },
    (_, i) => all[Math.floor(((i + 0.5) * all.length) / count)]!,
  );
}

interface Found {
  readonly path: string;
  readonly label: number;
}

interface InClasses {
  readonly members: readonly Found[];
  readonly classes: readonly string[];
}

/** What the folder of each class holds. */
async function inClasses(
  folder: string,
  { classes }: ImageFolderOptions,
  membersOf: (path: string) => Promise<string[]>,
): Promise<InClasses> {
  const paths = await subfolders(folder, 'class');
  const names = paths.map((path) => path.slice(folder.length).replace(/^[/\\]+/u, ''));
  const known = classes ?? names;
  const members: Found[] = [];
  for (const [i, path] of paths.entries()) {
    const label = known.indexOf(names[i]!);
    if (label < 0) {
      const meant = nearest(names[i], known);
      throw new DataError(
        `${path}: ${names[i]} is none of the ${known.length} classes${meant === undefined ? '' : `, did you mean ${meant}?`}; ` +
          `rename the folder, or leave it out (classes: ${known.slice(0, 12).join(', ')})`,
        { path, classes: known },
      );
    }
    members.push(...(await membersOf(path)).map((member) => ({ path: member, label })));
  }
  return { members, classes: known };
}

async function subfolders(folder: string, what: string): Promise<string[]> {
  const paths: string[] = [];
  for (const name of await filesOf(folder)) {
    const path = join(folder, name);
    if (!name.startsWith('.') && (await stat(path)).isDirectory()) paths.push(path);
  }
  if (paths.length > 0) return paths;
  throw new DataError(`${folder}: expected a folder for each ${what}, found none`, { folder });
}

async function imageFiles(folder: string, what: string): Promise<string[]> {
  const names = (await filesOf(folder)).filter(isImage);
  if (names.length > 0) return names.map((name) => join(folder, name));
  throw new DataError(
    `${folder}: expected a .png, .jpg or .jpeg for each ${what}, found none; leave the folder out, or fill it`,
    { folder },
  );
}

/** Decodes files, one after the other, into one array. */
async function assemble(
  { members, classes }: InClasses,
  { size, channels = 3 }: ImageFolderOptions,
): Promise<LabelledImages> {
  let first: DecodedImage | undefined;
  let pixels = new Uint8Array();
  for (const [n, { path }] of members.entries()) {
    const decoded = await decodeImage(await readBytes(path), { name: path, channels });
    const image = size ? fitImage(decoded, size) : decoded;
    if (!first) pixels = new Uint8Array(members.length * imageSize(image));
    first ??= image;
    if (image.height !== first.height || image.width !== first.width) {
      throw new DataError(
        `${path}: expected ${first.height} x ${first.width}, as ${members[0]!.path} has, received ${image.height} x ${image.width}; set size, so that all are resized`,
        { path, expected: [first.height, first.width], received: [image.height, image.width] },
      );
    }
    pixels.set(image.pixels, n * imageSize(image));
  }
  const { height, width } = first!;
  const labels = Int32Array.from(members, ({ label }) => label);
  return { count: members.length, channels, height, width, pixels, labels, classes };
}

/** Frames one after the other, each `[C, H, W]`, as clips `[C, T, H, W]`. */
function framesInside(images: LabelledImages, frames: number): Uint8Array {
  const { channels, count, pixels } = images;
  const area = imageSize(images) / channels;
  const out = new Uint8Array(pixels.length);
  for (let n = 0; n < count; n++) {
    const [clip, frame] = [Math.floor(n / frames), n % frames];
    for (let c = 0; c < channels; c++) {
      const from = (n * channels + c) * area;
      out.set(pixels.subarray(from, from + area), ((clip * channels + c) * frames + frame) * area);
    }
  }
  return out;
}
