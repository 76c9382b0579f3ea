import { setFlagsFromString } from 'node:v8';
import { f32x4, ModuleBuilder } from '../src/wasm/assembler/index.ts';

/** Opens relaxed SIMD where the engine still hides it behind a flag (Node 20). Later ones do not know the flag any more. */
export function openRelaxedSimd(): void {
  const probe = new ModuleBuilder({ shared: false, relaxed: true });
  probe.function('probe', { parameters: {}, result: 'f32' }, () =>
    f32x4.extract_lane(f32x4.relaxed_madd(1, 1, 1), 0),
  );
  if (!WebAssembly.validate(probe.toBytes())) {
    setFlagsFromString('--experimental-wasm-relaxed-simd');
  }
}
