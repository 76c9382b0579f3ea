import {
  f32,
  f32x4,
  type FunctionHandle,
  i32,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';

const loadParameters = { pointer: 'i32', lanes: 'i32' } as const;
const storeParameters = { pointer: 'i32', lanes: 'i32', vector: 'v128' } as const;

/** Reads and writes the first one to three lanes of a vector, and touches nothing behind them. */
export interface PartialVector {
  readonly load: FunctionHandle<typeof loadParameters, 'v128'>;
  readonly store: FunctionHandle<typeof storeParameters, undefined>;
}

export function definePartialVector(module: ModuleBuilder): PartialVector {
  const load = module.function(
    'loadPartial',
    { parameters: loadParameters, result: 'v128', exported: false },
    (f, { pointer, lanes }) => {
      f.if(i32.eq(lanes, 1), () => f.return(v128.load32_zero(pointer)));
      const two = f.let(v128.load64_zero(pointer, 0, 4));
      f.if(i32.eq(lanes, 2), () => f.return(two));
      return f32x4.replace_lane(two, 2, f32.load(pointer, 8));
    },
  );
  const store = module.function(
    'storePartial',
    { parameters: storeParameters, exported: false },
    (f, { pointer, lanes, vector }) => {
      f.if(
        i32.eq(lanes, 1),
        () => f.store32_lane(pointer, vector, 0),
        () => {
          f.store64_lane(pointer, vector, 0);
          f.if(i32.eq(lanes, 3), () => f.store32_lane(pointer, vector, 2, 8));
        },
      );
    },
  );
  return { load, store };
}
