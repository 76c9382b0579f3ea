import type { GpuBlock } from './gpu-block.ts';

/**
 * Blocks of one size that may be handed out, the oldest first. What is handed out so depends on which blocks are free and not on the
 * order in which they became so: equal steps get equal blocks, and their bind groups are found again.
 */
export class FreeBlocks {
  /** By falling number, so that the oldest is the last. */
  readonly #blocks: GpuBlock[] = [];

  take(): GpuBlock | undefined {
    return this.#blocks.pop();
  }

  add(block: GpuBlock): void {
    const blocks = this.#blocks;
    let [low, high] = [0, blocks.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (blocks[middle]!.id > block.id) low = middle + 1;
      else high = middle;
    }
    blocks.splice(low, 0, block);
  }

  /** All of them, which are then no more here. */
  takeAll(): GpuBlock[] {
    return this.#blocks.splice(0);
  }
}
