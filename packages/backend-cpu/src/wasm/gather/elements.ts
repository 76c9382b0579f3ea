import { type FunctionBuilder, i32, type Local, type ModuleBuilder } from '../assembler/index.ts';
import { parameters } from './parameters.ts';

/** What is done to an element, given by its addresses. */
export type MoveElement = (f: FunctionBuilder, indexed: Local<'i32'>, plain: Local<'i32'>) => void;

/** One index for each element, any strides. */
export function defineElements(module: ModuleBuilder, name: string, move: MoveElement): void {
  module.function(name, { parameters }, (f, p) => {
    const indexStep = f.let(i32.shl(p.indexColumn, 2));
    const plainStep = f.let(i32.shl(p.plainColumn, 2));
    f.repeat(p.rows, () => {
      const index = f.let(i32.shl(p.index, 2));
      const plain = f.let(i32.shl(p.plain, 2));
      const origin = f.let(p.indexed);
      f.repeat(p.columns, () => {
        const chosen = f.let(i32.load(index));
        f.if(i32.ge_u(chosen, p.size), () => {
          f.store(i32.shl(p.bad, 2), i32.const(1));
          f.return();
        });
        move(f, f.let(i32.shl(i32.add(origin, i32.mul(chosen, p.step)), 2)), plain);
        f.set(index, i32.add(index, indexStep));
        f.set(plain, i32.add(plain, plainStep));
        f.set(origin, i32.add(origin, p.indexedColumn));
      });
      f.set(p.index, i32.add(p.index, p.indexRow));
      f.set(p.plain, i32.add(p.plain, p.plainRow));
      f.set(p.indexed, i32.add(p.indexed, p.indexedRow));
    });
  });
}
