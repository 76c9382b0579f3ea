import { BackendError } from '@rondo/tensor';

/** Kept for as long as the process runs: the package ends devices whose `GPU` was collected. */
let ofNode: Promise<GPU | undefined> | undefined;

/**
 * The way to graphics devices: that of the browser, or in Node of the package `webgpu`, which is loaded at the first call.
 * @throws BackendError saying what is missing and how to get it.
 */
export async function findGpu(): Promise<GPU> {
  const { navigator } = globalThis as { navigator?: { gpu?: GPU } };
  if (navigator?.gpu) return navigator.gpu;
  if (isNode()) {
    ofNode ??= loadPackage();
    const gpu = await ofNode;
    if (gpu) return gpu;
    throw new BackendError(
      "webgpu: Node has no WebGPU of its own; install the package for it (npm install webgpu), or use cpu() of '@rondo/backend-cpu'",
      { missing: 'webgpu' },
    );
  }
  const { isSecureContext } = globalThis as { isSecureContext?: boolean };
  if (isSecureContext === false) {
    throw new BackendError(
      'webgpu: browsers offer WebGPU to secure pages only; open this one by https or from localhost, or use cpu()',
      { missing: 'secure context' },
    );
  }
  throw new BackendError(
    "webgpu: this browser offers no WebGPU; take a newer one (on Linux, Chrome wants --enable-unsafe-webgpu), or use cpu() of '@rondo/backend-cpu'",
    { missing: 'navigator.gpu' },
  );
}

/** Whether the program runs in Node. */
export function isNode(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return process?.versions?.node !== undefined;
}

async function loadPackage(): Promise<GPU | undefined> {
  // Not as a literal, which bundlers for the browser would follow.
  const name = 'webgpu';
  try {
    const { create } = (await import(/* @vite-ignore */ name)) as {
      create: (options: readonly string[]) => GPU;
    };
    return create([]);
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw new BackendError(`webgpu: the package webgpu could not be loaded: ${String(error)}`, {
      missing: 'webgpu',
    });
  }
}
