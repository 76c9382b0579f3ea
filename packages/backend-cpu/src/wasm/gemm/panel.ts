import { type Expr, i32, type ModuleBuilder } from '../assembler/index.ts';
import { defineLastTiles, defineTiles, tileParameters, type Tiles } from './tiles.ts';

/** A panel of B by all rows of A: tiles of `height` rows, and lower ones where rows are left. */
export function definePanel(module: ModuleBuilder, height: number, columns: number): Tiles {
  const tiles = defineTiles(module, height, { columns });
  const lastTiles = defineLastTiles(module, height, { columns });
  const name = `panel${columns}`;
  return module.function(name, { parameters: tileParameters, exported: false }, (f, p) => {
    const last = f.let(i32.rem_u(p.rows, height));
    const whole = f.let(i32.sub(p.rows, last));
    const below = (pointer: Expr<'i32'>, row: Expr<'i32'>) => i32.add(pointer, i32.mul(whole, row));
    f.if(whole, () => f.call(tiles, p));
    f.if(last, () => {
      f.call(lastTiles, {
        ...p,
        rows: last,
        a: below(p.a, p.aRow),
        initial: below(p.initial, p.initialRow),
        c: below(p.c, p.cRow),
      });
    });
  });
}
