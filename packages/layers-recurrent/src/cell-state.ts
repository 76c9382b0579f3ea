import { RondoError, ShapeError, Tensor, zeros } from '@rondo/tensor';

/** A state of type S: a tensor, or a tuple or a record of tensors, such as `{ hidden, cell }`. */
export type CellState<S> = Tensor | { readonly [Part in keyof S]: Tensor };

/** The parts of a state by name; a tensor alone has no name. */
export function partsOf(state: unknown): [name: string, part: unknown][] {
  if (state instanceof Tensor) return [['', state]];
  if (typeof state !== 'object' || state === null) return [];
  return isComposite(state) ? Object.entries(state) : [];
}

/** A state of the same form, with other parts. */
export function mapState<S extends CellState<S>>(
  state: S,
  map: (part: Tensor, name: string) => Tensor,
): S {
  if (state instanceof Tensor) return map(state, '') as S;
  const parts = Object.entries<Tensor>(state);
  const mapped = parts.map(([name, part]) => [name, map(part, name)] as const);
  return (Array.isArray(state) ? mapped.map(([, part]) => part) : Object.fromEntries(mapped)) as S;
}

/**
 * A state as a constant: gradients stop here. It cuts back-propagation through time within one `backward`; a state that comes out of
 * one `backward` is a constant in the next one anyway.
 *
 * A tensor, or a tuple or record of tensors, such as the `{ hidden, cell }` of an LSTM → the same form, on the same memory.
 * @throws RondoError for anything else.
 */
export function detachState<S extends CellState<S>>(state: S): S {
  expectState('detachState', state, 'a state');
  return mapState(state, (part) => part.detach());
}

/** @throws RondoError when a value is neither a tensor nor a tuple or a record of tensors. */
export function expectState(place: string, state: unknown, what: string): void {
  const parts = partsOf(state);
  const wrong = parts.find(([, part]) => !(part instanceof Tensor));
  if (parts.length > 0 && !wrong) return;
  const received = wrong ? `${typeof wrong[1]} as its part ${wrong[0]}` : describe(state);
  throw new RondoError(
    `${place}: expected ${what} to be a tensor, or a tuple or a record of tensors; received ${received}`,
    { received },
  );
}

/** @throws RondoError, ShapeError when a state has other parts than the one before, or parts of other shapes. */
export function expectSameForm(place: string, state: unknown, before: unknown): void {
  const [names, expected] = [state, before].map((value) =>
    partsOf(value)
      .map(([name]) => name)
      .join(', '),
  );
  if (names !== expected) {
    throw new RondoError(
      `${place}: expected the state to keep its parts [${expected}], received [${names}]`,
      { expected, received: names },
    );
  }
  const shapes = new Map(partsOf(before).map(([name, part]) => [name, shapeOf(part)]));
  for (const [name, part] of partsOf(state)) {
    const [was, is] = [shapes.get(name)!, shapeOf(part)];
    if (was === is) continue;
    throw new ShapeError(
      `${place}: expected ${name === '' ? 'the state' : `the state's ${name}`} to keep its shape [${was}], received [${is}]`,
      { part: name, expected: was, received: is },
    );
  }
}

/** Zeros `[N, size]` for the sequences or steps `x` `[N, ..]`, on its backend. */
export function zeroState(x: Tensor, size: number): Tensor {
  return zeros([x.shape[0]!, size], { backend: x.storage.backend });
}

function isComposite(state: object): boolean {
  if (Array.isArray(state)) return true;
  const prototype: unknown = Object.getPrototypeOf(state);
  return prototype === Object.prototype || prototype === null;
}

function shapeOf(part: unknown): string {
  return part instanceof Tensor ? part.shape.join(', ') : '';
}

function describe(state: unknown): string {
  if (typeof state !== 'object' || state === null) return String(state);
  if (isComposite(state)) return 'one without parts';
  return `an object of the class ${state.constructor.name}`;
}
