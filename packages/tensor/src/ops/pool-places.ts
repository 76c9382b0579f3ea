import { tensor } from '../create.ts';
import { elementCount } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { indexSelect } from './gather.ts';
import { windowPlaces, type PoolTriple } from './pool-windows.ts';

/** What the windows of x `[N, C, D, H, W]` hold: `[N · C, windows, places]`, and whether a place is one of the window: `[windows, places]`. */
export function windowsOf(x: Tensor, windows: PoolTriple): { met: Tensor; isOwn: Tensor } {
  const [N, C, ...volume] = x.shape as [number, number, ...number[]];
  const all = windowPlaces(volume, windows);
  const most = Math.max(...all.map(({ length }) => length));
  const shape = [all.length, most];
  // A window smaller than the largest one has its first place again, which changes no maximum.
  const filled = all.flatMap((own) => Array.from({ length: most }, (_, i) => own[i] ?? own[0]!));
  const owned = all.flatMap((own) =>
    Array.from({ length: most }, (_, i) => Number(i < own.length)),
  );
  const { backend } = x.storage;
  const places = tensor(Int32Array.from(filled), { backend });
  const planes = x.reshape([N * C, elementCount(volume)]);
  return {
    met: indexSelect(planes, 1, places).reshape([N * C, ...shape]),
    isOwn: tensor(Int32Array.from(owned), { shape, dtype: 'bool', backend }),
  };
}
