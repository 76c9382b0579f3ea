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
  readonly uniforms: GPUBindGroupLayout;
  readonly #device: GPUDevice;
  readonly #pipelines = new Map<string, Pipeline>();
  readonly #layouts = new Map<string, GPUBindGroupLayout>();

  constructor(device: GPUDevice) {
    this.#device = device;
    this.uniforms = device.createBindGroupLayout({
      entries: [
        {
          binding: 0,
          visibility: computeStage,
          buffer: { type: 'uniform', hasDynamicOffset: true },
        },
      ],
    });
  }

  /** How many kernels were compiled. */
  get count(): number {
    return this.#pipelines.size;
  }

  get(launch: Launch): Pipeline {
    const { slots } = launch;
    let key = launch.key;
    for (let i = 1; i < slots.length; i++) {
      const { buffer } = slots[i]!.operand;
      for (let j = 0; j < i; j++) {
        if (slots[j]!.operand.buffer !== buffer) continue;
        key += ` ${i}=${j}`;
        break;
      }
    }
    const known = this.#pipelines.get(key);
    if (known) return known;
    const made = this.#compile(launch, key);
    this.#pipelines.set(key, made);
    return made;
  }

  #compile(launch: Launch, label: string): Pipeline {
    const bindings = bindingsOf(launch.slots);
    const parameters =
      typeof launch.parameters === 'function' ? launch.parameters() : launch.parameters;
    const access = [...bindings.isWritten, ...(launch.mayFault ? [true] : [])];
    const layoutKey = access.map((isWritten) => (isWritten ? 'w' : 'r')).join('');
    const layout = this.#layout(layoutKey, access);
    const gpu = this.#device.createComputePipeline({
      label,
      layout: this.#device.createPipelineLayout({ bindGroupLayouts: [layout, this.uniforms] }),
      compute: {
        module: this.#device.createShaderModule({
          label,
          code: shaderModule(launch, parameters, bindings),
        }),
        entryPoint: 'main',
      },
    });
    return { gpu, layout, layoutKey, bindings, types: Object.values(parameters) };
  }

  #layout(key: string, access: readonly boolean[]): GPUBindGroupLayout {
    const known = this.#layouts.get(key);
    if (known) return known;
    const made = this.#device.createBindGroupLayout({
      entries: access.map((isWritten, binding) => ({
        binding,
        visibility: computeStage,
        buffer: { type: isWritten ? 'storage' : 'read-only-storage' },
      })),
    });
    this.#layouts.set(key, made);
    return made;
  }
}
