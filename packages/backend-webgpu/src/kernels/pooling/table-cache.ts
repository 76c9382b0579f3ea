import type { Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import type { WindowTable } from './window-table.ts';

/** So many tables stay on the device. */
const limit = 64;

export interface PlacedTable extends WindowTable {
  readonly operand: Operand;
}

/** Tables of windows on the device. The same windows come in every step, and are written once. */
export class TableCache {
  readonly #gpu: GpuContext;
  readonly #tables = new Map<string, PlacedTable>();

  constructor(gpu: GpuContext) {
    this.#gpu = gpu;
  }

  /** The table of a key, the last to be forgotten; `make` where there is none. */
  get(key: string, make: () => WindowTable): PlacedTable {
    const known = this.#tables.get(key);
    this.#tables.delete(key);
    const table = known ?? this.#place(make());
    this.#tables.set(key, table);
    return table;
  }

  #place(table: WindowTable): PlacedTable {
    const { memory } = this.#gpu;
    for (const [key, { operand }] of this.#tables) {
      if (this.#tables.size < limit) break;
      this.#tables.delete(key);
      memory.free(operand.buffer as ReturnType<typeof memory.allocate>);
    }
    const { words } = table;
    const buffer = memory.allocate(words.byteLength);
    this.#gpu.write(buffer, words);
    const operand = {
      buffer,
      dtype: 'int32',
      shape: [words.length],
      strides: [1],
      offset: 0,
    } as const;
    return { ...table, operand };
  }
}
