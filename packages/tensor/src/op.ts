import type { Backend, Operand } from './backend.ts';
import type { DType } from './dtype.ts';
import type { Shape } from './shape.ts';
import type { Tensor } from './tensor.ts';

/** Shape and dtype of a tensor still to be made. */
export interface TensorSpec {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A window on an existing storage. */
export interface View {
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Inputs of an op; an optional one that is absent is `undefined`. */
export type Inputs = readonly (Tensor | undefined)[];

/** What an op did, as its `vjp` sees it. */
export interface Recorded<I extends Inputs, A> {
  readonly inputs: I;
  readonly outputs: readonly Tensor[];
  readonly attributes: A;
  /** The gradient of each output; `undefined` where nothing depends on it. */
  readonly gradients: readonly (Tensor | undefined)[];
  /** Whether a gradient flows on to each input, so that a `vjp` can leave out the others; without it, to all that are present. */
  readonly wanted?: readonly boolean[];
}

/** A window: along each axis `sizes` elements from `starts`, `steps` apart. */
export interface Window {
  readonly starts: readonly number[];
  readonly sizes: Shape;
  readonly steps: readonly number[];
}

/** A gradient that covers only a window of the input, so that a sweep can add it to a buffer in place. */
export interface WindowGradient {
  /** The window of a tensor of the input's shape. */
  readonly window: (whole: Tensor) => Tensor;
  readonly value: Tensor;
  /** Where the window lies, for those who need not clear what windows cover. */
  readonly region?: Window;
  /** The gradient of the whole input: `value` in the window, 0 elsewhere. */
  readonly dense: () => Tensor;
}

/** Computes one input's gradient when it is wanted. */
export type GradientThunk = () => Tensor | WindowGradient;

/**
 * Vector–Jacobian product: from `g`, the gradient of the first output, one thunk per input (`undefined`: constant for it).
 */
export type Vjp<I extends Inputs, A> = (
  recorded: Recorded<I, A>,
  g: Tensor,
) => readonly (GradientThunk | undefined)[];

/** Stands where a `vjp` cannot: why the op has no gradient. */
export interface NotDifferentiable {
  readonly why: string;
}

export function notDifferentiable(why: string): NotDifferentiable {
  return { why };
}

interface OpBase<I extends Inputs, A> {
  readonly name: string;
  readonly vjp: Vjp<I, A> | NotDifferentiable;
}

/** An op that computes: its shape rule and its call of the backend. */
export interface KernelOp<I extends Inputs, A> extends OpBase<I, A> {
  outputs(inputs: I, attributes: A): readonly TensorSpec[];
  forward(backend: Backend, inputs: I, outputs: readonly Operand[], attributes: A): void;
}

/** An op that only looks at its input differently; nothing is computed. */
export interface ViewOp<A> extends OpBase<readonly [Tensor], A> {
  view(input: Tensor, attributes: A): View;
}

/** One op for each name of a list. */
export function opTable<Name extends string, Op>(
  names: readonly Name[],
  make: (name: Name) => Op,
): Readonly<Record<Name, Op>> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, Op>;
}

/** An op as recorders keep it. */
export interface AnyOp {
  readonly name: string;
  readonly vjp:
    | ((recorded: never, g: Tensor) => readonly (GradientThunk | undefined)[])
    | NotDifferentiable;
  /** The composed twin of a fused op: what it means, written with other ops. */
  readonly composed?: (inputs: never, attributes: never) => readonly Tensor[];
}
