import type { Signal } from '@preact/signals';
import { Mistake } from '../../mistakes/mistake.ts';

/** What a file has; where it cannot be read, the run that was to have it tells so. */
export async function bytesFor(
  run: { readonly fault: Signal<unknown> },
  file: File,
): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    run.fault.value = new Mistake('unreadable', file.name);
    return undefined;
  }
}
