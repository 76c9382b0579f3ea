import { runGolden, type GoldenCase, type GoldenModule } from '@rondo/golden';
import type { Tensor } from '@rondo/tensor';

type Forward = (inputs: Readonly<Record<string, Tensor>>) => readonly Tensor[];

/**
 * Differences from the golden numbers, element by element; of tensors whose names `cancelling` matches, against their largest element: in
 * those large terms cancel, so that float32 keeps fewer digits of small elements, whoever computes them.
 */
export async function differencesFromGolden(
  golden: GoldenCase,
  make: () => { readonly module: GoldenModule; readonly forward: Forward },
  cancelling: RegExp,
): Promise<string[]> {
  const own = make();
  const each = await runGolden(golden, own.module, own.forward);
  const again = make();
  const scales = { outputScale: 'tensor', gradientScale: 'tensor' } as const;
  const rough = await runGolden(golden, again.module, again.forward, scales);
  return [...new Set([...each.filter((text) => !cancelling.test(nameOf(text))), ...rough])];
}

/** The tensor that a difference is in. */
function nameOf(difference: string): string {
  return difference.replace(/(\[\d+\])?: .*/, '');
}
