/** cblas_sgemm, row-major: C = alpha op(A) op(B) + beta C, with addresses of the process. */
export type Sgemm = (
  order: number,
  transposeA: number,
  transposeB: number,
  rows: number,
  columns: number,
  depth: number,
  alpha: number,
  a: number,
  aRow: number,
  b: number,
  bRow: number,
  beta: number,
  c: number,
  cRow: number,
) => void;

/** Constants of cblas. */
export const rowMajor = 101;
export const plain = 111;
export const transposed = 112;

/** A BLAS library that was loaded. */
export interface Blas {
  readonly library: string;
  readonly sgemm: Sgemm;
  /** Address in the process of the first byte of a buffer that never moves. */
  readonly addressOf: (bytes: Uint8Array) => number;
}

interface Library {
  func(declaration: string): (...parameters: never[]) => unknown;
}

/** What is used of the package koffi, which calls functions of native libraries. */
interface Koffi {
  load(library: string): Library;
  address(bytes: Uint8Array): bigint;
}

interface NodeModule {
  readonly createRequire: (from: string) => (name: string) => unknown;
}

interface NodeProcess {
  readonly platform: string;
  cwd(): string;
  getBuiltinModule?(name: 'node:module'): NodeModule | undefined;
}

/** Libraries with cblas_sgemm, by what `process.platform` says. */
const libraries: Readonly<Record<string, readonly string[]>> = {
  linux: ['libopenblas.so.0', 'libopenblas.so'],
  darwin: [
    '/System/Library/Frameworks/Accelerate.framework/Accelerate',
    '/opt/homebrew/opt/openblas/lib/libopenblas.dylib',
  ],
  win32: ['libopenblas.dll', 'openblas.dll'],
};

const declaration =
  'void cblas_sgemm(int order, int ta, int tb, int m, int n, int k, float alpha, void* a, int lda, void* b, int ldb, ' +
  'float beta, void* c, int ldc)';

/**
 * Loads a BLAS library through koffi and lets it use `threads` threads; the reason where that cannot be. `wanted` is 'auto' or the
 * path or name of a library.
 */
export function loadBlas(wanted: string, threads: number): Blas | { readonly fault: string } {
  const { process } = globalThis as { process?: NodeProcess };
  const koffi = process && requireKoffi(process);
  if (!process || !koffi) {
    return { fault: 'it needs Node and the package koffi: npm install koffi' };
  }
  const names = wanted === 'auto' ? (libraries[process.platform] ?? []) : [wanted];
  for (const library of names) {
    try {
      const loaded = koffi.load(library);
      const sgemm = loaded.func(declaration) as Sgemm;
      setThreads(loaded, threads);
      return { library, sgemm, addressOf: (bytes) => Number(koffi.address(bytes)) };
    } catch {
      // The next one may be there.
    }
  }
  return {
    fault: `no library with cblas_sgemm found (tried ${names.join(', ') || 'none'}); install OpenBLAS (Debian: apt-get install libopenblas0)`,
  };
}

/** From where this package is, or else from where the program runs: koffi is the user's to install. */
function requireKoffi(process: NodeProcess): Koffi | undefined {
  const createRequire = process.getBuiltinModule?.('node:module')?.createRequire;
  for (const from of [import.meta.url, `${process.cwd()}/package.json`]) {
    try {
      return createRequire?.(from)('koffi') as Koffi | undefined;
    } catch {
      // Not there.
    }
  }
  return undefined;
}

function setThreads(library: Library, threads: number): void {
  try {
    const set = library.func('void openblas_set_num_threads(int n)') as (n: number) => void;
    set(threads);
  } catch {
    // Accelerate chooses for itself.
  }
}
