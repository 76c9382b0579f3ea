import type { GpuBlock } from '../memory/gpu-block.ts';
import { uniformWindow, type UniformBlock } from '../memory/uniform-arena.ts';
import type { Pipeline } from './pipelines.ts';

/** Beyond this many the cache begins anew. */
const limit = 20_000;

/** Sets of buffers that kernels were run on. The pool hands the same buffers out in each step, so the same sets come again. */
export class BindGroups {
  readonly #device: GPUDevice;
  readonly #groups = new Map<string, GPUBindGroup>();
  readonly #ofBlock = new Map<number, string[]>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  get count(): number {
    return this.#groups.size;
  }

  /** Blocks in the order of their bindings, and behind them the parameters. */
  get(
    { layout, layoutKey }: Pipeline,
    blocks: readonly GpuBlock[],
    uniforms: UniformBlock,
  ): GPUBindGroup {
    let key = `${layoutKey}${uniforms.id}`;
    for (const { id } of blocks) key += `,${id}`;
    const known = this.#groups.get(key);
    if (known) return known;
    if (this.#groups.size >= limit) this.clear();
    const made = this.#device.createBindGroup({
      layout,
      entries: [
        ...blocks.map(({ gpu }, binding) => ({ binding, resource: { buffer: gpu } })),
        { binding: blocks.length, resource: { buffer: uniforms.gpu, size: uniformWindow } },
      ],
    });
    this.#groups.set(key, made);
    for (const { id } of blocks) {
      const keys = this.#ofBlock.get(id);
      if (keys) keys.push(key);
      else this.#ofBlock.set(id, [key]);
    }
    return made;
  }

  /** Forgets the groups of a buffer that is no more. */
  forget({ id }: GpuBlock): void {
    for (const key of this.#ofBlock.get(id) ?? []) this.#groups.delete(key);
    this.#ofBlock.delete(id);
  }

  clear(): void {
    this.#groups.clear();
    this.#ofBlock.clear();
  }
}
