import type { Engine } from '../../engine.ts';
import {
  type Expr,
  type FunctionBuilder,
  type FunctionHandle,
  i32,
  type Local,
  type ModuleBuilder,
  type Operand,
} from '../assembler/index.ts';
import { type AttendBackward, defineAttendBackward } from './backward.ts';
import { defineBiasGradient } from './bias-gradient.ts';
import { defineAttendFewRows, defineAttendRows, fewQueries } from './forward.ts';
import { defineLimitRows } from './limited-rows.ts';
import { defineNotFinite } from './not-finite.ts';
import { type Fields, fieldsOf } from './problem.ts';
import { defineAllProducts, defineProducts } from './products.ts';
import { defineRowProducts } from './row-products.ts';
import { defineScoreGradients } from './score-gradients.ts';
import { defineSoftmaxRows } from './softmax-rows.ts';
import { keyTile, minimum, queryTile } from './tiles.ts';

/** Does the parts from `begin` to before `end` of a problem; `scratch` is that of thread 0, `step` bytes before the next one's. */
export type Parts = (
  thread: number,
  problem: number,
  scratch: number,
  step: number,
  begin: number,
  end: number,
) => void;

/** The functions of the modules, as JavaScript calls them. Parts of a head come one after the other, head by head. */
export interface AttentionKernels {
  /** Parts are tiles of queries. */
  readonly forward: Parts;
}

export interface AttentionGradients {
  /** Parts are heads of keys and values: all gradients. */
  readonly backward: Parts;
  /** Parts are tiles of queries of the heads that share keys and values: their gradients. */
  readonly backwardOfQueries: Parts;
  /** Parts are tiles of keys: the gradients of keys and values. */
  readonly backwardOfKeys: Parts;
  /** Parts are matrices of the bias, or tiles of their rows. */
  readonly backwardOfBias: Parts;
}

const parameters = {
  thread: 'i32',
  problem: 'i32',
  scratch: 'i32',
  step: 'i32',
  begin: 'i32',
  end: 'i32',
} as const;

type Given<F> =
  F extends FunctionHandle<infer P, undefined>
    ? { readonly [Name in keyof P]: Operand<'i32'> }
    : never;

type PartLocals = { readonly [Name in keyof typeof parameters]: Local<'i32'> };

/** Where a part stands: the part of a matrix, then the matrix by its number among those of an entry of the batch, and the entry. */
interface Place {
  readonly fields: Fields;
  readonly scratch: Local<'i32'>;
  readonly batch: Local<'i32'>;
  readonly head: Local<'i32'>;
  readonly part: Local<'i32'>;
}

function eachPart(
  f: FunctionBuilder,
  p: PartLocals,
  partsOf: (fields: Fields) => { heads: Expr<'i32'>; parts: Expr<'i32'> },
  body: (place: Place) => void,
): void {
  const fields = fieldsOf(p.problem);
  const scratch = f.let(i32.add(p.scratch, i32.mul(p.thread, p.step)));
  const of = partsOf(fields);
  const [heads, parts] = [f.let(of.heads), f.let(of.parts)];
  f.for(p.begin, p.end, 1, (number) => {
    const matrix = f.let(i32.div_u(number, parts));
    const batch = f.let(i32.div_u(matrix, heads));
    const head = f.let(i32.rem_u(matrix, heads));
    const part = f.let(i32.rem_u(number, parts));
    body({ fields, scratch, batch, head, part });
  });
}

const tilesOf = (size: Expr<'i32'>, tile: number): Expr<'i32'> =>
  i32.div_u(i32.add(size, tile - 1), tile);

const keyHeads = ({ heads, groupSize }: Fields): Expr<'i32'> => i32.div_u(heads, groupSize);

/** The part of `size` rows that is number `part` of those of `tile` rows. */
function tileRange(part: Expr<'i32'>, size: Expr<'i32'>, tile: number) {
  const begin = i32.mul(part, tile);
  return [begin, minimum(size, i32.add(begin, tile))] as const;
}

const isOne = (count: Expr<'i32'>): Expr<'i32'> => i32.eq(count, 1);

type DefineParts = (
  name: keyof AttentionKernels | keyof AttentionGradients,
  partsOf: Parameters<typeof eachPart>[2],
  body: (f: FunctionBuilder, place: Place & { problem: Local<'i32'> }) => void,
) => void;

const partsIn =
  (module: ModuleBuilder): DefineParts =>
  (name, partsOf, body) =>
    module.function(name, { parameters }, (f, p) =>
      eachPart(f, p, partsOf, (place) => body(f, { ...place, problem: p.problem })),
    );

/** Writes `forward`. */
export function defineAttention(module: ModuleBuilder, engine: Engine): void {
  const products = defineProducts(module, engine);
  const softmaxRows = defineSoftmaxRows(module, engine, defineLimitRows(module));
  const attendRows = defineAttendRows(module, products, defineNotFinite(module), softmaxRows);
  const attendFewRows = defineAttendFewRows(module, defineRowProducts(module), softmaxRows);
  partsIn(module)(
    'forward',
    ({ heads, queries }) => ({ heads, parts: tilesOf(queries, queryTile) }),
    (f, { fields, problem, scratch, batch, head, part }) => {
      const row = f.let(i32.mul(part, queryTile));
      const rows = f.let(minimum(i32.sub(fields.queries, row), queryTile));
      const given = { problem, scratch, batch, head, row, rows };
      f.if(
        i32.le_s(fields.queries, fewQueries),
        () => f.call(attendFewRows, given),
        () => f.call(attendRows, given),
      );
    },
  );
}

/** Writes the functions for gradients. */
export function defineAttentionGradients(module: ModuleBuilder, engine: Engine): void {
  const parts = partsIn(module);
  const products = defineAllProducts(module, engine);
  const scoreGradients = defineScoreGradients(module, engine, products, defineLimitRows(module));
  const notFinite = defineNotFinite(module);
  const attendBackward = defineAttendBackward(module, products, notFinite, scoreGradients);
  const biasGradient = defineBiasGradient(module, products, notFinite, scoreGradients);

  const gradients = (
    name: keyof AttentionGradients,
    partsOf: (fields: Fields) => Expr<'i32'>,
    ranges: (place: Place) => Omit<Given<AttendBackward>, 'problem' | 'scratch' | 'batch' | 'head'>,
  ) =>
    parts(
      name,
      (fields) => ({ heads: keyHeads(fields), parts: partsOf(fields) }),
      (f, place) =>
        f.call(attendBackward, {
          ...ranges(place),
          problem: place.problem,
          scratch: place.scratch,
          batch: place.batch,
          head: i32.mul(place.head, place.fields.groupSize),
        }),
    );

  gradients(
    'backward',
    () => i32.const(1),
    ({ fields }) => ({
      rowBegin: 0,
      rowEnd: fields.queries,
      keyBegin: 0,
      keyEnd: fields.keys,
      ofQueries: 1,
      ofKeys: 1,
    }),
  );
  gradients(
    'backwardOfQueries',
    ({ queries }) => tilesOf(queries, queryTile),
    ({ fields, part }) => {
      const [rowBegin, rowEnd] = tileRange(part, fields.queries, queryTile);
      return { rowBegin, rowEnd, keyBegin: 0, keyEnd: fields.keys, ofQueries: 1, ofKeys: 0 };
    },
  );
  gradients(
    'backwardOfKeys',
    ({ keys }) => tilesOf(keys, keyTile),
    ({ fields, part }) => {
      const [keyBegin, keyEnd] = tileRange(part, fields.keys, keyTile);
      return { rowBegin: 0, rowEnd: fields.queries, keyBegin, keyEnd, ofQueries: 0, ofKeys: 1 };
    },
  );

  parts(
    'backwardOfBias',
    ({ biasHeads, biasParts }) => ({ heads: biasHeads, parts: biasParts }),
    (f, { fields, problem, scratch, batch, head, part }) => {
      const [row, end] = tileRange(part, fields.queries, queryTile);
      f.call(biasGradient, {
        problem,
        scratch,
        batchBegin: batch,
        batchEnd: i32.select(fields.batches, i32.add(batch, 1), isOne(fields.biasBatches)),
        headBegin: head,
        headEnd: i32.select(fields.heads, i32.add(head, 1), isOne(fields.biasHeads)),
        rowBegin: row,
        rowEnd: i32.select(fields.queries, end, isOne(fields.biasParts)),
      });
    },
  );
}
