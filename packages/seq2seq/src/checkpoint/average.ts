import { dispose, scope, tensor, type Tensor } from '@rondo/tensor';
import { loadCheckpoint, type ModelCheckpoint } from './checkpoint.ts';
import { CheckpointError } from './metadata.ts';

/**
 * The mean of the parameters of several checkpoints of one model, computed in double precision, with the codec and config of the first;
 * without what training needs. Files are read one after the other, so that only one is held at a time.
 *
 * Average checkpoints of the flat end of a run: of a short run the mean is worse than the last. Validate it before you keep it.
 * @throws CheckpointError when there is none, or when models or vocabularies differ.
 */
export async function averageCheckpoints(
  files: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<ModelCheckpoint> {
  let first: ModelCheckpoint | undefined;
  const sums = new Map<string, Float64Array>();
  let count = 0;
  try {
    for await (const bytes of files) {
      const next = await loadCheckpoint(bytes);
      dispose(next.training?.optimizer ?? {});
      dispose(next.training?.average ?? {});
      try {
        count += 1;
        if (first) requireSameModel(first, next, count);
        for (const [name, parameter] of next.model.namedParameters()) {
          const values = await parameter.data();
          const sum = sums.get(name);
          if (!sum) sums.set(name, Float64Array.from(values));
          else for (const [i, value] of values.entries()) sum[i]! += value;
        }
      } catch (error) {
        if (next !== first) next.model.dispose();
        throw error;
      }
      if (first) next.model.dispose();
      else first = next;
    }
    if (!first) {
      throw new CheckpointError(
        'averageCheckpoints: expected one checkpoint or more, received none',
      );
    }
    loadMeans(first, sums, count);
    return { ...first, training: undefined };
  } catch (error) {
    first?.model.dispose();
    throw error;
  }
}

function loadMeans(
  { model }: ModelCheckpoint,
  sums: ReadonlyMap<string, Float64Array>,
  count: number,
): void {
  const shapes = new Map(model.namedParameters().map(([name, { shape }]) => [name, shape]));
  scope(() => {
    const means = [...sums].map(([name, sum]): [string, Tensor] => {
      const mean = Float32Array.from(sum, (value) => value / count);
      return [name, tensor(mean, { shape: shapes.get(name)! })];
    });
    model.loadStateDict(Object.fromEntries(means), { only: (name) => sums.has(name) });
  });
}

function requireSameModel(first: ModelCheckpoint, other: ModelCheckpoint, place: number): void {
  const differs =
    JSON.stringify(first.model.config) !== JSON.stringify(other.model.config)
      ? 'model'
      : JSON.stringify(first.codec.config) !== JSON.stringify(other.codec.config)
        ? 'tokenisers or vocabularies'
        : undefined;
  if (!differs) return;
  throw new CheckpointError(
    `averageCheckpoints: checkpoint ${place} and the first differ in their ${differs}; average checkpoints of one run`,
    { place, differs },
  );
}
