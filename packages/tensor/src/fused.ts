import { apply } from './apply.ts';
import type { FusedAttributes, FusedKernel } from './backend.ts';
import { currentBackend } from './current-backend.ts';
import { BackendError } from './errors.ts';
import { notDifferentiable, type Inputs, type KernelOp, type TensorSpec } from './op.ts';
import { contiguous } from './ops/reshape.ts';
import { isGradientWanted } from './recorder.ts';
import { scope } from './scope.ts';
import type { Tensor } from './tensor.ts';

/** A fused op as it is declared: its meaning, and what a kernel for it must produce. */
export interface FusedDefinition<Name extends keyof FusedAttributes, I extends Inputs> {
  readonly name: Name;
  /** The composed twin, written with other ops: it owns the value, the gradient and the test. */
  composed(inputs: I, attributes: FusedAttributes[Name]): readonly Tensor[];
  /** The results a caller sees. */
  results(inputs: I, attributes: FusedAttributes[Name]): readonly TensorSpec[];
  /** What a kernel keeps for its backward pass, besides inputs and results. */
  saved(inputs: I, attributes: FusedAttributes[Name]): readonly TensorSpec[];
  /** The inputs that a gradient flows to, by position. */
  readonly differentiable: readonly number[];
  /** Inputs whose gradient is that of another one, by position: kernels compute it once, for the other. */
  readonly sameGradient?: Readonly<Record<number, number>>;
  /** The inputs, by position, of which kernels take any strides, as long as the elements of the last axis lie side by side. */
  readonly strided?: readonly number[];
}

/** A fused op, for tables and tests: `run` uses the backend's kernel where it has one, else the twin. */
export interface Fused<
  Name extends keyof FusedAttributes,
  I extends Inputs,
> extends FusedDefinition<Name, I> {
  run(inputs: I, attributes: FusedAttributes[Name]): readonly Tensor[];
  /** The op of the backend's kernel. */
  readonly op: KernelOp<I, FusedAttributes[Name]>;
}

/**
 * Declares an op that a backend may do in one kernel, forward and backward. Where it has none, the composed twin runs instead;
 * a gradient that is itself differentiated replays the twin.
 */
export function fused<Name extends keyof FusedAttributes, I extends Inputs>(
  definition: FusedDefinition<Name, I>,
): Fused<Name, I> {
  type Attributes = FusedAttributes[Name];
  const { name, differentiable, sameGradient = {}, strided = [] } = definition;
  /** The input whose gradient a kernel computes for this one too. */
  const source = (position: number): number => sameGradient[position] ?? position;

  const backwardOp: KernelOp<readonly (Tensor | undefined)[], BackwardAttributes<Attributes>> = {
    name: `${name} (backward)`,
    outputs: (inputs, { wanted }) => wanted.map((position) => inputs[position]!),
    forward: (backend, all, outputs, { attributes, inputs, results, wanted }) => {
      const saved = {
        inputs: all.slice(0, inputs),
        outputs: present(all.slice(inputs, inputs + results)),
      };
      const gradients = saved.inputs.map((_, position) => outputs[wanted.indexOf(position)]);
      kernelOf<Attributes>(backend.fused[name], name).backward(
        saved,
        all.slice(inputs + results),
        gradients,
        attributes,
      );
    },
    vjp: notDifferentiable(
      'the gradient of a fused kernel; differentiate its composed twin instead',
    ),
  };

  const op: KernelOp<I, Attributes> & Pick<FusedDefinition<Name, I>, 'composed'> = {
    name,
    composed: (inputs, attributes) => definition.composed(inputs, attributes),
    outputs: (inputs, attributes) => [
      ...definition.results(inputs, attributes),
      ...definition.saved(inputs, attributes),
    ],
    forward: (backend, inputs, outputs, attributes) =>
      kernelOf<Attributes>(backend.fused[name], name).forward(inputs, outputs, attributes),
    vjp: ({ inputs, outputs, attributes, gradients, wanted }) => {
      const isWanted = (position: number): boolean =>
        inputs[position] !== undefined && (wanted?.[position] ?? true);
      const positions = [...new Set(differentiable.filter(isWanted).map(source))];
      // All gradients come from one kernel call, made when the first of them is asked for.
      let computed: Tensor[] | undefined;
      const compute = (): Tensor[] =>
        (computed ??= apply(
          backwardOp,
          [...inputs, ...outputs, ...gradients.map((gradient) => gradient && contiguous(gradient))],
          { attributes, inputs: inputs.length, results: outputs.length, wanted: positions },
        ));
      return inputs.map((_, position) => {
        const at = isWanted(position) ? positions.indexOf(source(position)) : -1;
        return at < 0 ? undefined : () => compute()[at]!;
      });
    },
  };

  const inferOp: KernelOp<I, Attributes> = {
    ...op,
    outputs: (inputs, attributes) => definition.results(inputs, attributes),
    forward: (backend, inputs, outputs, attributes) =>
      kernelOf<Attributes>(backend.fused[name], name).infer!(inputs, outputs, attributes),
  };

  return {
    ...definition,
    op,
    run: (inputs, attributes) => {
      const backend =
        inputs.find((input) => input !== undefined)?.storage.backend ?? currentBackend();
      return scope(() => {
        const kernel = backend.fused[name];
        if (!kernel) return definition.composed(inputs, attributes);
        const placed = inputs.map(
          (input, position) =>
            input &&
            (strided.includes(position) && hasWholeRows(input) ? input : contiguous(input)),
        ) as readonly unknown[] as I;
        if (kernel.infer && !isGradientWanted(placed)) return apply(inferOp, placed, attributes);
        const outputs = apply(op, placed, attributes);
        return outputs.slice(0, definition.results(inputs, attributes).length);
      });
    },
  };
}

interface BackwardAttributes<Attributes> {
  readonly attributes: Attributes;
  /** How many of the backward op's inputs are inputs, then outputs, of the forward op; gradients follow. */
  readonly inputs: number;
  readonly results: number;
  /** Positions of the inputs whose gradients are computed. */
  readonly wanted: readonly number[];
}

function kernelOf<Attributes>(kernel: unknown, name: string): FusedKernel<Attributes> {
  if (!kernel) throw new BackendError(`the backend has no fused kernel '${name}'`, { name });
  return kernel as FusedKernel<Attributes>;
}

function hasWholeRows({ shape, strides }: Tensor): boolean {
  return strides.at(-1) === 1 || shape.at(-1)! <= 1;
}

function present(tensors: readonly (Tensor | undefined)[]): Tensor[] {
  return tensors.filter((tensor) => tensor !== undefined);
}
