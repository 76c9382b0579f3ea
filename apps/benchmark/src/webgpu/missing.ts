import { isInstalled, notInstalled } from '../peers/peer-modules.ts';

/** Why no contestant can compute on a graphics device here; undefined where Node can at least look for one. */
export function webGpuMissing(): string | undefined {
  return isInstalled('webgpu') ? undefined : notInstalled;
}
