import { damaged, refused } from './error.ts';
import { Buildable, Global } from './machine.ts';

type Scalar = number | bigint | boolean;

/** The types of NumPy's single numbers: how many bytes, and how they are read. */
const scalarTypes: Readonly<
  Record<string, readonly [bytes: number, read: (view: DataView, little: boolean) => Scalar]>
> = {
  f8: [8, (view, little) => view.getFloat64(0, little)],
  f4: [4, (view, little) => view.getFloat32(0, little)],
  i8: [8, (view, little) => exact(view.getBigInt64(0, little))],
  i4: [4, (view, little) => view.getInt32(0, little)],
  i2: [2, (view, little) => view.getInt16(0, little)],
  i1: [1, (view) => view.getInt8(0)],
  u8: [8, (view, little) => exact(view.getBigUint64(0, little))],
  u4: [4, (view, little) => view.getUint32(0, little)],
  u2: [2, (view, little) => view.getUint16(0, little)],
  u1: [1, (view) => view.getUint8(0)],
  b1: [1, (view) => view.getUint8(0) !== 0],
};

/** A number where it is exact, else a bigint. */
function exact(value: bigint): number | bigint {
  const rounded = Number(value);
  return Number.isSafeInteger(rounded) ? rounded : value;
}

/** `numpy.dtype`: the type of a single number. */
class NumpyType extends Buildable {
  readonly name: string;
  #littleEndian = true;

  constructor(name: string) {
    super();
    this.name = name;
  }

  /** `(3, byte order, subtype, names, fields, size, alignment, flags)`. */
  override setState(state: unknown): void {
    const [, order] = Array.isArray(state) ? (state as unknown[]) : [];
    if (order !== '<' && order !== '>' && order !== '|') {
      throw damaged('data.pkl gives a numpy.dtype no byte order');
    }
    this.#littleEndian = order !== '>';
  }

  read(bytes: Uint8Array): Scalar {
    const [length, read] = scalarTypes[this.name]!;
    if (bytes.length !== length) {
      throw damaged(
        `data.pkl has a NumPy number of type '${this.name}' in ${bytes.length} bytes, expected ${length}`,
        { type: this.name, bytes: bytes.length },
      );
    }
    return read(new DataView(bytes.buffer, bytes.byteOffset, length), this.#littleEndian);
  }
}

/** `(type, align, copy)`. */
function numpyType([name]: readonly unknown[]): NumpyType {
  if (typeof name === 'string' && Object.hasOwn(scalarTypes, name)) return new NumpyType(name);
  throw refused(
    `data.pkl has a NumPy value of type ${JSON.stringify(name)}; of NumPy, single numbers of the types ${Object.keys(scalarTypes).join(', ')} are read; save value.item(), or torch.from_numpy(array)`,
    { type: name },
  );
}

/** `(type, bytes)`. */
function numpyScalar([type, bytes]: readonly unknown[]): Scalar {
  if (type instanceof NumpyType && bytes instanceof Uint8Array) return type.read(bytes);
  throw damaged('data.pkl calls numpy.core.multiarray.scalar with arguments that it does not take');
}

/** What a pickle of a NumPy number asks for, before NumPy 2 and since. */
export const numpyGlobals: readonly Global[] = [
  new Global('numpy.dtype', numpyType),
  new Global('numpy.core.multiarray.scalar', numpyScalar),
  new Global('numpy._core.multiarray.scalar', numpyScalar),
];
