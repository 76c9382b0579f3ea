import { assign, formatShape, RondoError, sameShape, type Tensor } from '@rondo/tensor';

/** Tensors by name. */
export type StateDict = Readonly<Record<string, Tensor>>;

export interface LoadStateDictOptions {
  /** Whether every name must be there, and no other (true). */
  readonly strict?: boolean;
}

/** What a state dict had too little or too much of. */
export interface LoadReport {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

/** A state dict that does not fit; `facts` has the names `missing`, `unexpected` and `mismatched`. */
export class StateDictError extends RondoError {}

/**
 * Copies `given` into the tensors of `own` by name, all or nothing.
 * @throws StateDictError when a shape, dtype or backend differs or, if strict, a name is missing or unexpected.
 */
export function loadState(
  place: { toString(): string },
  own: StateDict,
  given: StateDict,
  { strict = true }: LoadStateDictOptions = {},
): LoadReport {
  const missing = Object.keys(own).filter((name) => !Object.hasOwn(given, name));
  const unexpected = Object.keys(given).filter((name) => !Object.hasOwn(own, name));
  const common = Object.keys(own).filter((name) => Object.hasOwn(given, name));
  const mismatched = common.filter((name) => !fits(own[name]!, given[name]!));
  if (mismatched.length > 0 || (strict && missing.length + unexpected.length > 0)) {
    const lines = [
      ...missing.map((name) => `missing ${name}: ${describe(own[name]!)}`),
      ...unexpected.map((name) => `unexpected ${name}: ${describe(given[name]!)}`),
      ...mismatched.map(
        (name) =>
          `mismatched ${name}: expected ${describe(own[name]!)}, received ${describe(given[name]!, own[name])}`,
      ),
    ];
    const remedy = remedyFor(mismatched.map((name) => [own[name]!, given[name]!]));
    throw new StateDictError(
      `${place.toString()}: the state dict does not fit, nothing was loaded; ${remedy}\n  ${lines.join('\n  ')}`,
      { missing, unexpected, mismatched },
    );
  }
  for (const name of common) assign(own[name]!, given[name]!);
  return { missing, unexpected };
}

type Pair = readonly [own: Tensor, given: Tensor];

function fits(own: Tensor, given: Tensor): boolean {
  return sameSpec(own, given) && sameBackend(own, given);
}

function sameSpec(own: Tensor, given: Tensor): boolean {
  return own.dtype === given.dtype && sameShape(own.shape, given.shape);
}

function sameBackend(own: Tensor, given: Tensor): boolean {
  return own.storage.backend === given.storage.backend;
}

function remedyFor(mismatched: readonly Pair[]): string {
  if (mismatched.length === 0) return '{ strict: false } loads the names that fit';
  return mismatched.every((pair) => sameSpec(...pair))
    ? 'move the tensors to its backend with .to(backend)'
    : 'build the module with the sizes it was saved with';
}

/** Backends of one name are told apart from `beside`. */
function describe(tensor: Tensor, beside: Tensor = tensor): string {
  const { dtype, shape, storage } = tensor;
  const { name } = storage.backend;
  const isNamesake = !sameBackend(tensor, beside) && name === beside.storage.backend.name;
  return `${dtype} ${formatShape(shape)} on ${isNamesake ? 'another ' : ''}${name}`;
}
