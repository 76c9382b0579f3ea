import { DataError } from '../errors.ts';
import { requireClasses } from './idx.ts';
import type { LabelledImages } from './labelled-images.ts';

/** The classes of CIFAR-10, by number. */
export const cifar10Classes: readonly string[] = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

const side = 32;
const pixelBytes = 3 * side * side;

export interface CifarOptions {
  /** What errors call the file. */
  readonly name?: string;
  /** CIFAR-10 has one byte of label, CIFAR-100 a coarse (20 classes) and a fine one (100). Default 'cifar10'. */
  readonly kind?: 'cifar10' | 'cifar100Fine' | 'cifar100Coarse';
  /** The names of the classes. Default: those of CIFAR-10, numbers for CIFAR-100. */
  readonly classes?: readonly string[];
}

/**
 * Reads a file of the CIFAR binary format: for each image its label bytes, then 32 x 32 bytes each of red, green and blue.
 * @throws DataError where the size is not that of whole images, and for a label that is no class.
 */
export function cifarImages(
  bytes: Uint8Array,
  { name = 'the CIFAR file', kind = 'cifar10', classes }: CifarOptions = {},
): LabelledImages {
  const labelBytes = kind === 'cifar10' ? 1 : 2;
  const record = labelBytes + pixelBytes;
  const count = Math.floor(bytes.length / record);
  if (count === 0 || bytes.length !== count * record) {
    throw new DataError(
      `${name}: expected whole images of ${record} bytes (${kind}), received ${bytes.length} bytes, which is ${count} images and ${bytes.length - count * record} bytes; ` +
        'get the file again, unpack it, or name the other kind of CIFAR',
      { name, bytes: bytes.length, record },
    );
  }
  const at = kind === 'cifar100Fine' ? 1 : 0;
  const labels = Uint8Array.from({ length: count }, (_, n) => bytes[n * record + at]!);
  const names =
    classes ??
    (kind === 'cifar10'
      ? cifar10Classes
      : Array.from({ length: kind === 'cifar100Fine' ? 100 : 20 }, (_, n) => String(n)));
  requireClasses(labels, names, name);
  const pixels = new Uint8Array(count * pixelBytes);
  for (let n = 0; n < count; n++) {
    const start = n * record + labelBytes;
    pixels.set(bytes.subarray(start, start + pixelBytes), n * pixelBytes);
  }
  return { count, channels: 3, height: side, width: side, pixels, labels, classes: names };
}
