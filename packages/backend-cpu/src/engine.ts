import { f32x4, ModuleBuilder } from './wasm/assembler/index.ts';

/** What the kernels may use of the engine that runs them. */
export interface Engine {
  /** Relaxed SIMD: multiply-add with one rounding. */
  readonly relaxedSimd: boolean;
  /** The engine pairs adjacent 128-bit operations into 256-bit ones (V8's revectorizer). */
  readonly revectorize: boolean;
}

/** Names an engine among others; kernels compiled for one fit no other. */
export function engineKey({ relaxedSimd, revectorize }: Engine): string {
  return `${relaxedSimd ? 'relaxed' : 'exact'}${revectorize ? ' revectorized' : ''}`;
}

let relaxed: boolean | undefined;

/** What the engine offers without being asked: what somebody switched on later does not count, so that defaults stay what they are. */
export function detectedEngine(): Engine {
  return { relaxedSimd: (relaxed ??= knowsRelaxedSimd()), revectorize: false };
}

function knowsRelaxedSimd(): boolean {
  const module = new ModuleBuilder({ shared: false, relaxed: true });
  module.function('probe', { parameters: {}, result: 'f32' }, () =>
    f32x4.extract_lane(f32x4.relaxed_madd(1, 1, 1), 0),
  );
  return WebAssembly.validate(module.toBytes());
}

interface NodeProcess {
  readonly versions?: { readonly v8?: string };
  getBuiltinModule?(name: 'node:v8'): { setFlagsFromString(flag: string): void } | undefined;
}

/** Sets a flag of V8 for the whole process, where the process lets us and V8 is recent enough to know it. */
export function setFlag(flag: string, sinceV8: number): boolean {
  const { process } = globalThis as { process?: NodeProcess };
  const v8 = process?.getBuiltinModule?.('node:v8');
  if (!v8 || Number.parseFloat(process?.versions?.v8 ?? '0') < sinceV8) return false;
  v8.setFlagsFromString(flag);
  return true;
}

/** Relaxed SIMD, switched on where the engine hides it behind a flag (Node 20); false where there is none. */
export function openRelaxedSimd(): boolean {
  if (detectedEngine().relaxedSimd) return true;
  return setFlag('--experimental-wasm-relaxed-simd', 11) && knowsRelaxedSimd();
}

/** Asks V8 to pair 128-bit operations in all modules compiled from now on; false where it cannot. */
export function openRevectorizer(): boolean {
  return setFlag('--experimental-wasm-revectorize', 13);
}

/** Has V8 compile as it does by default again. */
export function closeRevectorizer(): void {
  setFlag('--no-experimental-wasm-revectorize', 13);
}
