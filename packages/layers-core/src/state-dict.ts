import { assign, formatShape, RondoError, sameShape, Tensor } from '@rondo/tensor';
import { checkOptions } from './check-options.ts';
import { chosenBy, describePattern, matches, someNames, type NamePattern } from './name-pattern.ts';
import { nearestName } from './nearest-name.ts';

/** Tensors by name. */
export type StateDict = Readonly<Record<string, Tensor>>;

export interface LoadStateDictOptions {
  /** Whether every name must be there, and no other (true). A shared tensor need be there under one of its names only. */
  readonly strict?: boolean;
  /** Takes from the state dict only what starts so (`encoder.`), under the rest of its name. */
  readonly prefix?: string;
  /** Which of the module's names are loaded (all); the others are left as they are, in the state dict or not. */
  readonly only?: NamePattern;
}

/** What a state dict had too little or too much of. */
export interface LoadReport {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

/** A state dict that does not fit; `facts` has the names `missing`, `unexpected` and `mismatched`. */
export class StateDictError extends RondoError {
  override readonly name = 'StateDictError';
}

/** What a module saves and loads, and where each of its names is in the code. */
interface OwnState {
  readonly tensors: StateDict;
  readonly paths: ReadonlyMap<string, string>;
}

/**
 * Copies `given` into the tensors of `own` by name, all or nothing.
 * @throws StateDictError when a shape, dtype or backend differs or, if strict, a name is missing or unexpected; and when a prefix or
 * a pattern leaves nothing.
 */
export function loadState(
  place: { toString(): string },
  { tensors: own, paths }: OwnState,
  given: StateDict,
  options: LoadStateDictOptions = {},
): LoadReport {
  checkOptions(`${place.toString()}.loadStateDict`, options, ['strict', 'prefix', 'only']);
  checkStateDict(place, given);
  const { strict = true, prefix = '', only } = options;
  const wanted = only === undefined ? own : chosen(place, { tensors: own, paths }, only);
  const offered = withoutPrefix(place, given, prefix);
  const common = Object.keys(wanted).filter((name) => Object.hasOwn(offered, name));
  const loaded = new Set(common.map((name) => wanted[name]!));
  const missing = Object.keys(wanted).filter((name) => !loaded.has(wanted[name]!));
  const unexpected = Object.keys(offered).filter(
    (name) => !Object.hasOwn(own, name) && (only === undefined || matches(only, name)),
  );
  const mismatched = common.filter((name) => !fits(wanted[name]!, offered[name]!));
  if (mismatched.length > 0 || (strict && missing.length + unexpected.length > 0)) {
    const lines = [
      ...missing.map((name) => `missing ${name}: ${describe(wanted[name]!)}`),
      ...unexpected.map((name) => `unexpected ${name}: ${describe(offered[name]!)}`),
      ...mismatched.map(
        (name) =>
          `mismatched ${name}: expected ${describe(wanted[name]!)}, received ${describe(offered[name]!, wanted[name])}`,
      ),
    ];
    const remedy =
      mismatched.length === 0
        ? remedyForNames(missing, unexpected)
        : remedyForTensors(mismatched.map((name) => [wanted[name]!, offered[name]!]));
    throw new StateDictError(
      `${place.toString()}: the state dict does not fit, nothing was loaded; ${remedy}\n  ${lines.join('\n  ')}`,
      { missing, unexpected, mismatched },
    );
  }
  for (const name of common) assign(wanted[name]!, offered[name]!);
  return { missing, unexpected };
}

/** The tensors of the module that a pattern chooses. */
function chosen(
  place: { toString(): string },
  { tensors, paths }: OwnState,
  only: NamePattern,
): StateDict {
  const entries = chosenBy(only, paths).map((name): [string, Tensor] => [name, tensors[name]!]);
  if (entries.length > 0) return Object.fromEntries(entries);
  const names = Object.keys(tensors);
  throw new StateDictError(
    `${place.toString()}: only: ${describePattern(only)} matches none of its names, nothing was loaded; they are ${someNames(names)}`,
    { names },
  );
}

/** Refuses what only the type system keeps out, such as what safetensors.load returns as a whole. */
function checkStateDict(place: { toString(): string }, given: unknown): void {
  const isRecord = typeof given === 'object' && given !== null && !(given instanceof Tensor);
  const other = isRecord
    ? Object.entries(given).find(([, value]) => !(value instanceof Tensor))
    : undefined;
  if (isRecord && !other) return;
  const names = isRecord ? Object.keys(given) : [];
  const found = other ? `something else under '${other[0]}'` : 'no such thing';
  const remedy =
    names.includes('tensors') && names.includes('metadata')
      ? 'pass the tensors of what safetensors.load returned: safetensors.load(bytes).tensors'
      : "pass the state dict alone: of a PyTorch checkpoint, torchCheckpoint.stateDictIn(checkpoint, 'model')";
  throw new StateDictError(
    `${place.toString()}: expected a state dict, tensors by name, received ${found}, nothing was loaded; ${remedy}`,
    { names },
  );
}

/** The tensors whose names start with the prefix, under the rest of the name. */
function withoutPrefix(place: { toString(): string }, given: StateDict, prefix: string): StateDict {
  if (prefix === '') return given;
  const entries = Object.entries(given).filter(([name]) => name.startsWith(prefix));
  if (entries.length === 0) {
    const names = Object.keys(given);
    throw new StateDictError(
      `${place.toString()}: no name in the state dict starts with '${prefix}', nothing was loaded; they are ${someNames(names)}${nearPrefix(prefix, names)}`,
      { prefix, names },
    );
  }
  return Object.fromEntries(entries.map(([name, x]) => [name.slice(prefix.length), x]));
}

/** The prefix that was meant where a path in the code was given: `layers.0.selfAttn.` for `layers.0.self_attn.`. */
function nearPrefix(prefix: string, names: readonly string[]): string {
  const depth = prefix.split('.').length - 1;
  const prefixes = new Set(names.map((name) => `${name.split('.').slice(0, depth).join('.')}.`));
  const near = nearestName(prefix, [...prefixes]);
  return near === undefined ? '' : `; did you mean '${near}'?`;
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

/** Says so where the names differ by a common prefix only, such as the `module.` that wrappers leave. */
function remedyForNames(missing: readonly string[], unexpected: readonly string[]): string {
  const [first] = missing;
  const found = unexpected.find((name) => first !== undefined && name.endsWith(first));
  const prefix = found?.slice(0, -first!.length);
  return prefix && missing.every((name) => unexpected.includes(prefix + name))
    ? `{ prefix: '${prefix}' } loads the names that start so`
    : '{ strict: false } loads the names that fit';
}

function remedyForTensors(mismatched: readonly Pair[]): string {
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
