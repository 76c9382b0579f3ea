import { full, keep, scope, type Backend, type Tensor } from '@rondo/tensor';

/** Elements of a buffer that several tensors share; a larger tensor has one of its own. Devices limit the bytes of a buffer. */
const mostElements = 2 ** 22;

/** Tensors of the shapes of others, on their backends, filled with a value: neighbours lie side by side in one buffer. */
export function sideBySide(like: readonly Tensor[], value: number): Tensor[] {
  return scope(() => runsOf(like).flatMap((run) => inOneBuffer(run, value)));
}

function inOneBuffer(like: readonly Tensor[], value: number): Tensor[] {
  const { backend } = like[0]!.storage;
  const elements = like.reduce((sum, { size }) => sum + size, 0);
  const all = full([elements], value, { backend });
  let end = 0;
  return like.map(({ shape, size }) => {
    end += size;
    return keep(all.narrow(0, end - size, size).reshape(shape));
  });
}

/** Neighbours on one backend with few elements together. */
function runsOf(tensors: readonly Tensor[]): Tensor[][] {
  const runs: Tensor[][] = [];
  let backend: Backend | undefined;
  let elements = 0;
  for (const tensor of tensors) {
    if (tensor.storage.backend !== backend || elements + tensor.size > mostElements) {
      runs.push([]);
      elements = 0;
    }
    runs.at(-1)!.push(tensor);
    backend = tensor.storage.backend;
    elements += tensor.size;
  }
  return runs;
}
