/** Facts of an error as data, so that a program (or a test) need not parse a sentence. */
export type Facts = Readonly<Record<string, unknown>>;

/** Base of all errors that Rondo throws on purpose. */
export class RondoError extends Error {
  /** Written out, as minifiers rename classes. */
  override readonly name: string = 'RondoError';
  readonly facts: Facts;

  constructor(message: string, facts: Facts = {}) {
    super(message);
    this.facts = facts;
  }
}

/** Shapes that do not fit together. */
export class ShapeError extends RondoError {
  override readonly name = 'ShapeError';
}

/** An element type that an operation does not take; there is no automatic promotion. */
export class DTypeError extends RondoError {
  override readonly name = 'DTypeError';
}

/** An index, axis or size outside its range. */
export class RangeFault extends RondoError {
  override readonly name = 'RangeFault';
}

/** A tensor used after its scope ended or after `dispose()`. */
export class DisposedError extends RondoError {
  override readonly name = 'DisposedError';
}

/** A gradient that does not exist, or was asked for where nothing was recorded. */
export class GradientError extends RondoError {
  override readonly name = 'GradientError';
}

/** No backend chosen, or the backend cannot do what was asked. */
export class BackendError extends RondoError {
  override readonly name = 'BackendError';
}

/** A promise of Rondo's own that did not hold. */
export class InternalError extends RondoError {
  override readonly name = 'InternalError';

  constructor(message: string, facts: Facts = {}) {
    super(`${message} (a fault in Rondo itself: please report it)`, facts);
  }
}
