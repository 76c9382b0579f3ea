import { assign, formatShape, RondoError, type Tensor } from '@rondo/tensor';

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
 * @throws StateDictError when a shape or dtype differs or, if strict, a name is missing or unexpected.
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
  const mismatched = common.filter((name) => describe(own[name]!) !== describe(given[name]!));
  if (mismatched.length > 0 || (strict && missing.length + unexpected.length > 0)) {
    const lines = [
      ...missing.map((name) => `missing ${name}: ${describe(own[name]!)}`),
      ...unexpected.map((name) => `unexpected ${name}: ${describe(given[name]!)}`),
      ...mismatched.map(
        (name) =>
          `mismatched ${name}: expected ${describe(own[name]!)}, received ${describe(given[name]!)}`,
      ),
    ];
    const remedy =
      mismatched.length > 0
        ? 'build the module with the sizes it was saved with'
        : '{ strict: false } loads the names that fit';
    throw new StateDictError(
      `${place.toString()}: the state dict does not fit, nothing was loaded; ${remedy}\n  ${lines.join('\n  ')}`,
      { missing, unexpected, mismatched },
    );
  }
  for (const name of common) assign(own[name]!, given[name]!);
  return { missing, unexpected };
}

function describe({ dtype, shape, storage }: Tensor): string {
  return `${dtype} ${formatShape(shape)} on ${storage.backend.name}`;
}
