import { bindingsOf, shaderModule, type Bindings } from './shader-module.ts';
import type { Launch } from '../kernels/kernel.ts';
import type { ParameterType } from '../memory/uniform-arena.ts';
import { computeStage } from './usage.ts';

/** A compiled kernel. */
export interface Pipeline {
  readonly gpu: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  /** Names the layout in keys of caches. */
  readonly layoutKey: string;
  readonly bindings: Bindings;
  readonly types: readonly ParameterType[];
}

/** Compiled kernels by what their code depends on; sizes are data, so that new ones compile nothing. */
export class Pipelines {
  readonly #device: GPUDevice;
  readonly #pipelines = new Map<string, Pipeline>();
  readonly #compiling = new Map<string, Promise<void>>();
  readonly #layouts = new Map<string, GPUBindGroupLayout>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** How many kernels were compiled. */
  get count(): number {
    return this.#pipelines.size;
  }

  get(launch: Launch): Pipeline {
    const key = keyOf(launch);
    const known = this.#pipelines.get(key);
    if (known) return known;
    const { descriptor, ...parts } = this.#describe(launch, key);
    const made = { ...parts, gpu: this.#device.createComputePipeline(descriptor) };
    this.#pipelines.set(key, made);
    return made;
  }

  /** Compiles beside the program what `get` will be asked for. */
  async prepare(launch: Launch): Promise<void> {
    const key = keyOf(launch);
    if (this.#pipelines.has(key)) return;
    let compiling = this.#compiling.get(key);
    if (!compiling) {
      const { descriptor, ...parts } = this.#describe(launch, key);
      compiling = this.#device
        .createComputePipelineAsync(descriptor)
        .then((gpu) => void this.#pipelines.set(key, { ...parts, gpu }))
        .finally(() => this.#compiling.delete(key));
      this.#compiling.set(key, compiling);
    }
    await compiling;
  }

  #describe(
    launch: Launch,
    label: string,
  ): Omit<Pipeline, 'gpu'> & { readonly descriptor: GPUComputePipelineDescriptor } {
    const bindings = bindingsOf(launch.slots);
    const parameters =
      typeof launch.parameters === 'function' ? launch.parameters() : launch.parameters;
    const access = [...bindings.isWritten, ...(launch.mayFault ? [true] : [])];
    const layoutKey = access.map((isWritten) => (isWritten ? 'w' : 'r')).join('');
    const layout = this.#layout(layoutKey, access);
    const code = shaderModule(launch, parameters, bindings);
    const descriptor = {
      label,
      layout: this.#device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module: this.#device.createShaderModule({ label, code }), entryPoint: 'main' },
    };
    return { descriptor, layout, layoutKey, bindings, types: Object.values(parameters) };
  }

  #layout(key: string, access: readonly boolean[]): GPUBindGroupLayout {
    const known = this.#layouts.get(key);
    if (known) return known;
    const made = this.#device.createBindGroupLayout({
      entries: [
        ...access.map((isWritten, binding) => ({
          binding,
          visibility: computeStage,
          buffer: { type: isWritten ? ('storage' as const) : ('read-only-storage' as const) },
        })),
        {
          binding: access.length,
          visibility: computeStage,
          buffer: { type: 'uniform', hasDynamicOffset: true },
        },
      ],
    });
    this.#layouts.set(key, made);
    return made;
  }
}

/** What the code of a launch depends on: the kernel's key, its team, and which of its slots lie in one buffer. */
function keyOf({ key, slots, team }: Launch): string {
  let whole = team ? `${key} by ${team.size} ${team.kind}` : key;
  for (let i = 1; i < slots.length; i++) {
    const { buffer } = slots[i]!.operand;
    for (let j = 0; j < i; j++) {
      if (slots[j]!.operand.buffer !== buffer) continue;
      whole += ` ${i}=${j}`;
      break;
    }
  }
  return whole;
}
