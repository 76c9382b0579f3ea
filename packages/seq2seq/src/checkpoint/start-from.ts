import type { Parameter } from '@rondo/autograd';
import { specialIndex } from '@rondo/data';
import { sameShape, scope, tensor, type Tensor } from '@rondo/tensor';
import type { Seq2Seq } from '../model/seq2seq.ts';
import type { Codec } from '../text/codec.ts';
import { CheckpointError } from './metadata.ts';

/** A model with what its rows of embeddings stand for. */
export interface PretrainedModel {
  readonly model: Seq2Seq;
  readonly codec: Codec;
}

export interface StartFromOptions {
  /** Chooses among the names of parameters: `(name) => name.startsWith('encoder.')`. Default: all. */
  readonly only?: (name: string) => boolean;
}

/** What became of the parameters of a model that starts from another, by name. */
export interface StartReport {
  /** Taken over as they are. */
  readonly loaded: readonly string[];
  /** Taken over row by row, for the tokens that both vocabularies have. */
  readonly rows: readonly { readonly name: string; readonly found: number; readonly of: number }[];
  /** Left as they were: chosen, but not in the other model. */
  readonly missing: readonly string[];
  /** Left as they were: of another shape. */
  readonly mismatched: readonly string[];
}

/** Parameters of which each row belongs to a token. */
const tables: Readonly<Record<string, 'source' | 'target'>> = {
  sourceEmbedding: 'source',
  targetEmbedding: 'target',
  outputWeight: 'target',
  outputBias: 'target',
};

/**
 * Fine-tuning: gives a model the parameters of another by their names. Embeddings and the output layer are taken over row by row, by
 * token, so that the vocabularies may differ; what the other does not have, or has in another shape, is left as it was.
 *
 * @throws CheckpointError when nothing fits.
 */
export async function startFrom(
  to: PretrainedModel,
  from: PretrainedModel,
  { only = () => true }: StartFromOptions = {},
): Promise<StartReport> {
  const given = from.model.stateDict();
  const loaded: string[] = [];
  const rows: { name: string; found: number; of: number }[] = [];
  const missing: string[] = [];
  const mismatched: string[] = [];
  for (const [name, parameter] of to.model.namedParameters().filter(([own]) => only(own))) {
    const other = counterpart(name, given);
    if (!other) missing.push(name);
    else if (sideOf(name) && sameShape(parameter.shape.slice(1), other.tensor.shape.slice(1))) {
      const places = rowPlaces(tokensOf(to.codec, name), tokensOf(from.codec, other.name));
      await copyRows(parameter, other.tensor, places);
      const found = places.filter((place) => place !== undefined).length;
      rows.push({ name, found, of: places.length });
    } else if (!sideOf(name) && sameShape(parameter.shape, other.tensor.shape)) {
      parameter.assign(other.tensor);
      loaded.push(name);
    } else mismatched.push(name);
  }
  if (loaded.length + rows.length === 0) {
    throw new CheckpointError(
      'startFrom: no chosen parameter has a counterpart of its name and shape in the other model, so nothing was taken over; ' +
        'choose other names, or build the model with the sizes of the other',
      { missing, mismatched },
    );
  }
  return { loaded, rows, missing, mismatched };
}

/** The tensor of a name; a table that the other model has tied to another is found there. */
function counterpart(
  name: string,
  given: Readonly<Record<string, Tensor>>,
): { name: string; tensor: Tensor } | undefined {
  const names = /^(sourceEmbedding\.weight|outputWeight)$/.test(name)
    ? [name, 'targetEmbedding.weight']
    : [name];
  const found = names.find((one) => Object.hasOwn(given, one));
  return found === undefined ? undefined : { name: found, tensor: given[found]! };
}

function sideOf(name: string): 'source' | 'target' | undefined {
  const [field] = name.split('.') as [string];
  return Object.hasOwn(tables, field) ? tables[field] : undefined;
}

function tokensOf(codec: Codec, name: string): string[] {
  const { vocabulary } = codec[sideOf(name)!];
  return Array.from({ length: vocabulary.size }, (_, id) => vocabulary.tokenAt(id));
}

/** For each token its row in the other table; specials have the same place in every vocabulary, however they are spelled. */
function rowPlaces(tokens: readonly string[], others: readonly string[]): (number | undefined)[] {
  const specials = Object.keys(specialIndex).length;
  const places = new Map(others.slice(specials).map((token, n) => [token, specials + n]));
  return tokens.map((token, id) => (id < specials ? id : places.get(token)));
}

async function copyRows(
  to: Parameter,
  from: Tensor,
  places: readonly (number | undefined)[],
): Promise<void> {
  const [own, other] = [await to.data(), await from.data()];
  const width = to.size / Math.max(places.length, 1);
  const values = Float32Array.from(own);
  for (const [row, place] of places.entries()) {
    if (place === undefined) continue;
    for (let i = 0; i < width; i++) values[row * width + i] = other[place * width + i]!;
  }
  scope(() => to.assign(tensor(values, { shape: to.shape })));
}
