import { tensor, type Backend, type Shape, type Tensor } from '@rondo/tensor';

/** Writes the numbers that belong to position t. */
export type WriteRow = (t: number, row: Float32Array) => void;

/** Rows of numbers, one for each position, computed when they are first needed. They are plain numbers: there is nothing to free. */
export class PositionTable {
  readonly #width: number;
  readonly #write: WriteRow;
  #data = new Float32Array(0);

  constructor(width: number, write: WriteRow) {
    this.#width = width;
    this.#write = write;
  }

  /** The rows of T positions from `offset` on, as a tensor whose shape has T · width elements. */
  rows(offset: number, T: number, shape: Shape, backend: Backend): Tensor {
    this.#extend(offset + T);
    const data = this.#data.subarray(offset * this.#width, (offset + T) * this.#width);
    return tensor(data, { shape, backend });
  }

  #extend(length: number): void {
    const width = this.#width;
    const before = width === 0 ? length : this.#data.length / width;
    if (before >= length) return;
    const rows = Math.max(64, 2 ** Math.ceil(Math.log2(length)));
    const data = new Float32Array(rows * width);
    data.set(this.#data);
    for (let t = before; t < rows; t++) this.#write(t, data.subarray(t * width, (t + 1) * width));
    this.#data = data;
  }
}
