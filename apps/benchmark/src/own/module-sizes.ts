import { gzipSync } from 'node:zlib';

/** Counts the WebAssembly modules that this thread compiles from now on, and their bytes as they are and gzipped together. */
export function watchModules(): () => Record<string, number> {
  const seen: Uint8Array[] = [];
  const { Module } = WebAssembly;
  WebAssembly.Module = new Proxy(Module, {
    construct(target, [bytes]: [Uint8Array<ArrayBuffer>]) {
      seen.push(bytes.slice());
      return new target(bytes);
    },
  });
  return () => ({
    'modules.count': seen.length,
    'modules.bytes': seen.reduce((sum, { length }) => sum + length, 0),
    'modules.gzipped': seen.length > 0 ? gzipSync(Buffer.concat(seen), { level: 9 }).length : 0,
  });
}
