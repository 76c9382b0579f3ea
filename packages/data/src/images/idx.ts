import { DataError } from '../errors.ts';
import type { LabelledImages } from './labelled-images.ts';

/** What an IDX file holds: bytes, and the sizes of their axes. */
export interface IdxArray {
  readonly sizes: readonly number[];
  readonly data: Uint8Array;
}

const unsignedBytes = 0x08;

/**
 * Reads an IDX file of bytes (LeCun's format, as of MNIST): two zeros, the type, the number of axes, their sizes in 32 bits each, most
 * significant byte first, and the data.
 * @throws DataError for anything else, a file that is cut short, and one that goes on after its data.
 */
export function parseIdx(bytes: Uint8Array, name = 'the IDX file'): IdxArray {
  const [a, b, type, rank] = bytes;
  if (bytes.length < 4 || a !== 0 || b !== 0 || rank === 0) {
    throw new DataError(
      `${name}: expected an IDX file, which begins with the bytes 0, 0, type, axes; received ${[...bytes.subarray(0, 4)].join(', ') || 'nothing'}; is it compressed, or another format?`,
      { name, start: [...bytes.subarray(0, 4)] },
    );
  }
  if (type !== unsignedBytes) {
    throw new DataError(
      `${name}: expected unsigned bytes (type 8), received type ${type}; only files of bytes, such as MNIST's, can be read`,
      { name, type },
    );
  }
  const start = 4 + 4 * rank!;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isWhole = bytes.length >= start;
  const sizes = Array.from({ length: isWhole ? rank! : 0 }, (_, i) => view.getUint32(4 + 4 * i));
  const expected = sizes.reduce((product, size) => product * size, 1);
  if (!isWhole || bytes.length !== start + expected) {
    const found = isWhole ? `${bytes.length - start} bytes of data` : `a header cut short`;
    throw new DataError(
      `${name}: expected ${isWhole ? `${sizes.join(' x ')} = ${expected} bytes of data` : `${rank} sizes`}, received ${found}; get the file again`,
      { name, sizes, bytes: bytes.length },
    );
  }
  return { sizes, data: bytes.subarray(start) };
}

export interface IdxNames {
  readonly images?: string;
  readonly labels?: string;
  /** The names of the classes; as many digits as there are labels unless told otherwise. */
  readonly classes?: readonly string[];
}

/**
 * Grey images and their classes, of two IDX files `[N, H, W]` and `[N]`.
 * @throws DataError for files that do not belong together, and for a label that is no class.
 */
export function idxImages(
  images: Uint8Array,
  labels: Uint8Array,
  { images: imagesName, labels: labelsName, classes }: IdxNames = {},
): LabelledImages {
  const [pictures, numbers] = [parseIdx(images, imagesName), parseIdx(labels, labelsName)];
  const [count, height, width] = pictures.sizes;
  if (pictures.sizes.length !== 3 || numbers.sizes.length !== 1) {
    throw new DataError(
      `${imagesName ?? 'the images'}: expected images of 3 axes and labels of 1, received ${pictures.sizes.length} and ${numbers.sizes.length}; are the files exchanged?`,
      { images: pictures.sizes, labels: numbers.sizes },
    );
  }
  if (numbers.sizes[0] !== count) {
    throw new DataError(
      `${labelsName ?? 'the labels'}: expected as many labels as images, received ${numbers.sizes[0]} labels and ${count} images; take both files of one set`,
      { images: count, labels: numbers.sizes[0] },
    );
  }
  const largest = numbers.data.reduce((a, b) => Math.max(a, b), 0);
  const names = classes ?? Array.from({ length: Math.max(10, largest + 1) }, (_, n) => String(n));
  requireClasses(numbers.data, names, labelsName ?? 'the labels');
  return {
    count: count!,
    channels: 1,
    height: height!,
    width: width!,
    pixels: pictures.data,
    labels: numbers.data,
    classes: names,
  };
}

/** @throws DataError naming the first label that is no class. */
export function requireClasses(
  labels: ArrayLike<number>,
  classes: readonly string[],
  name: string,
): void {
  for (let n = 0; n < labels.length; n++) {
    if (labels[n]! < classes.length) continue;
    throw new DataError(
      `${name}: image ${n} has the class ${labels[n]}, and there are ${classes.length} (0 to ${classes.length - 1}); the file is damaged, or of another set`,
      { name, image: n, label: labels[n], classes: classes.length },
    );
  }
}
