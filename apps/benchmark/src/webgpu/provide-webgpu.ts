import { importPeer } from '../peers/peer-modules.ts';

interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
}

interface Gpu {
  requestAdapter(options: {
    readonly powerPreference: 'high-performance';
  }): Promise<{ readonly info: AdapterInfo } | null>;
}

interface WebGpuPackage {
  /** The constructors and constants that browsers have as globals. */
  readonly globals: object;
  readonly create: (flags: readonly string[]) => Gpu;
}

/**
 * Gives this process the `navigator.gpu` of the package webgpu, where every library looks for it.
 * @returns the name of the adapter that they will get.
 * @throws Error where there is none, saying what to install.
 */
export async function provideWebGpu(): Promise<string> {
  const { create, globals } = (await importPeer('webgpu', 'webgpu')) as WebGpuPackage;
  Object.assign(globalThis, globals);
  const gpu = create([]);
  // Node 20 has none, and jax-js reads the name of the browser.
  globalThis.navigator ??= { userAgent: `Node ${process.version}` } as Navigator;
  Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true });
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    throw new Error(
      'no graphics adapter: install libvulkan and a Vulkan driver (Debian: libvulkan1 and mesa-vulkan-drivers 24 or later)',
    );
  }
  return adapterName(adapter.info);
}

function adapterName({ vendor, architecture, description }: AdapterInfo): string {
  const parts = description === '' ? [vendor, architecture] : [description];
  return parts.filter((part) => part !== '').join(' ') || 'without a name';
}
