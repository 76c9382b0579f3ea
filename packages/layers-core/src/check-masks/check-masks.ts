import { checkShapes, RangeFault, RondoError, Tensor } from '@rondo/tensor';
import { checkOptions } from '../check-options.ts';
import { inEvaluation } from '../in-evaluation.ts';
import { Module } from '../module.ts';
import { maskError, type MaskFault } from './mask-error.ts';
import { innerOutputs, outputsOf, type Output, type Reading } from './outputs.ts';
import { perturbable, withStepReplaced, type Perturbable } from './perturb.ts';
import { faultOf, largestDifference, type Rules } from './rules.ts';

/** Valid steps of each sequence. */
type Lengths = Tensor | readonly number[];

export interface CheckMasksOptions {
  /** Checks that an output depends on its own and earlier steps only (false). */
  readonly causal?: boolean;
  /** Valid steps of each sequence: checks that no valid output depends on what comes after. */
  readonly lengths?: Lengths;
  /** Valid steps of each output; those of the input, unless the output has other steps, which then all count. */
  readonly outputLengths?: Lengths;
  /** Which of the inputs is changed (0). The same tensor given twice is changed in both places. */
  readonly input?: number;
  /** Difference that is still no change (0: not one bit). */
  readonly tolerance?: number;
  /** Numbers that stand in for those of the input, in its shape; made up unless given, tokens from those that occur. */
  readonly replacement?: Tensor;
}

/**
 * Checks that a model cannot see what its masks should hide: replaces one step of the input after the other, and compares what
 * should not have changed with what it was, bit for bit unless told otherwise.
 *
 * With `causal`, outputs of earlier steps must stay; with `lengths`, the outputs of all valid steps and the last states when padding
 * changes; in any case the outputs of other sequences. `await checkMasks(gru, [x, { lengths }], { lengths })`,
 * `await checkMasks((y) => model.forward(x, y, { causal: true }), [target], { causal: true })`.
 *
 * The input is `[N, L, ..]`, float32 or tokens in int32. A module's `forward` or the function gives a tensor `[N, ..]`, or an object
 * whose `output` `[N, ..]`, `hidden` and `cell` `[layers, N, H]` are checked; one of the size `[N, L, ..]` has steps. Modules run in
 * evaluation mode; a function's are to be put in it first. It runs N·L times, so take a small input, of odd and distinct sizes.
 * @returns how many steps were replaced.
 * @throws MaskError naming the step that was replaced, the place that changed, by how much, and the module where it began.
 */
export async function checkMasks(
  model: Module | ((...inputs: never) => unknown),
  inputs: Tensor | readonly unknown[],
  options: CheckMasksOptions = {},
): Promise<number> {
  checkOptions('checkMasks', options, [
    'causal',
    'lengths',
    'outputLengths',
    'input',
    'tolerance',
    'replacement',
  ]);
  const { causal = false, input: position = 0, tolerance = 0, replacement } = options;
  const given = inputs instanceof Tensor ? [inputs] : inputs;
  const x = given[position];
  const { N, L } = checkInput(x, options, position);
  const lengths = await numbersOf('lengths', options.lengths, N);
  const outputLengths = await numbersOf('outputLengths', options.outputLengths, N);
  const rules: Rules = { causal, lengths, outputLengths, tolerance };
  const reading: Reading = { N, L, ownSteps: outputLengths !== undefined };
  const original = await perturbable(x as Tensor, replacement);
  const call = callOf(model, given, original);

  const before = await outputsOf(() => call(), reading);
  if (causal) checkSteps(before, L);
  checkRepeatable(before, await outputsOf(() => call(), reading), tolerance);
  for (let at = 0; at < N * L; at++) {
    const perturbed = { sequence: Math.floor(at / L), step: at % L };
    const after = await outputsOf(() => call(perturbed), reading);
    for (const [index, values] of before.entries()) {
      const fault = faultOf(values, after[index]!, perturbed, rules);
      if (fault) throw maskError(fault, values.name, await culprit(call, fault, reading, rules));
    }
  }
  return N * L;
}

/** @throws RangeFault when a causal model has not an output for each step. */
function checkSteps(outputs: readonly Output[], L: number): void {
  const other = outputs.find(({ name, hasSteps, shape }) => {
    return name === 'output' && !(hasSteps && shape[1] === L);
  });
  if (!other) return;
  throw new RangeFault(
    `checkMasks: causal needs an output for each of the ${L} steps of the input, received [${other.shape.join(', ')}]`,
    { L, received: other.shape },
  );
}

/** @throws RondoError when two runs on the same input differ. */
function checkRepeatable(
  first: readonly Output[],
  second: readonly Output[],
  tolerance: number,
): void {
  const differs = first.some(({ data }, index) => {
    return !(largestDifference(data, second[index]!.data, 0, data.length) <= tolerance);
  });
  if (!differs) return;
  throw new RondoError(
    'checkMasks: the model gives other numbers each time it runs; put it in evaluation mode with .eval(), so that nothing is dropped',
  );
}

/** A run of the model: as it was given, or with one step of the input replaced. */
type Call = (perturbed?: MaskFault['perturbed']) => unknown;

function callOf(
  model: Module | ((...inputs: never) => unknown),
  given: readonly unknown[],
  original: Perturbable,
): Call {
  const isModule = model instanceof Module;
  const modules = isModule ? model.modules() : [];
  const called = (isModule ? model : { forward: model }) as {
    forward(...inputs: readonly unknown[]): unknown;
  };
  return (perturbed) => {
    const x = perturbed ? withStepReplaced(original, perturbed) : original.input;
    const inputs = given.map((input) => (input === original.input ? x : input));
    return inEvaluation(modules, () => called.forward(...inputs));
  };
}

/** The first module to end whose own output breaks the rule, if one does. */
async function culprit(
  call: Call,
  fault: MaskFault,
  sizes: Reading,
  rules: Rules,
): Promise<string | undefined> {
  const before = await innerOutputs(() => call(), sizes);
  const after = await innerOutputs(() => call(fault.perturbed), sizes);
  const inside: Rules = { ...rules, outputLengths: undefined };
  // Where the model is a function, nothing else says what is part of what.
  for (const { module } of before) module.modules();
  const first = before.find((values, index) => {
    const now = after[index];
    return now?.module === values.module && faultOf(values, now, fault.perturbed, inside);
  });
  return first?.module.toString();
}

function checkInput(
  x: unknown,
  { causal, lengths, replacement }: CheckMasksOptions,
  position: number,
): { N: number; L: number } {
  if (!causal && !lengths) {
    throw new RangeFault(
      'checkMasks: say what to check: { causal: true }, { lengths }, or both, after the inputs',
    );
  }
  if (!(x instanceof Tensor) || x.rank < 2) {
    throw new RangeFault(
      `checkMasks: expected input ${position} to be a tensor [N, L, ..]; name another one with the option input`,
      { position },
    );
  }
  checkShapes('checkMasks', { replacement: [replacement, x.shape] });
  return { N: x.shape[0]!, L: x.shape[1]! };
}

async function numbersOf(
  name: string,
  lengths: Lengths | undefined,
  N: number,
): Promise<readonly number[] | undefined> {
  if (!lengths) return undefined;
  const numbers = lengths instanceof Tensor ? [...(await lengths.data())].map(Number) : lengths;
  if (numbers.length === N) return numbers;
  throw new RangeFault(
    `checkMasks: expected ${N} ${name}, one for each sequence, received ${numbers.length}`,
    { name, expected: N, received: numbers.length },
  );
}
