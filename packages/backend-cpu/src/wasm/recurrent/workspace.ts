import type { LinearMemory } from '../../linear-memory.ts';

/** Runs `body` with the addresses of blocks of the given sizes in bytes, and frees them. */
export function withWorkspace<Name extends string, T>(
  memory: LinearMemory,
  sizes: Readonly<Record<Name, number>>,
  body: (addresses: Readonly<Record<Name, number>>) => T,
): T {
  const offsets = new Map<string, number>();
  let total = 0;
  for (const [name, bytes] of Object.entries<number>(sizes)) {
    offsets.set(name, total);
    total += Math.ceil(bytes / 64) * 64;
  }
  const block = memory.allocate(total);
  try {
    const addresses = [...offsets].map(([name, offset]) => [name, block.pointer + offset]);
    return body(Object.fromEntries(addresses) as Record<Name, number>);
  } finally {
    memory.free(block);
  }
}
