import { noGrad, type Parameter } from '@rondo/autograd';
import { inMode, type Module } from '@rondo/layers-core';
import { scope, type RandomState, type Tensor } from '@rondo/tensor';
import { assignAll, buffersOf, copiesOf } from './buffers.ts';
import { itemsOf, type Objective, type Wording } from './objective.ts';
import { withRandom } from './random-stream.ts';
import { stepGradients } from './step-gradients.ts';

/** Where the numbers of a step stop being finite. */
export interface NonFinite {
  /** The parameters themselves, before the step; else the loss; else, with a finite loss, the gradients. */
  readonly kind: 'parameter' | 'loss' | 'gradient';
  /** The first parameter whose values, or whose gradient, are not finite. */
  readonly name?: string;
  /** The numbers of the items whose own loss is not finite, or of all items of the step where none is. */
  readonly items: readonly number[];
}

/**
 * Looks for the first thing in a step that is not finite, by taking it again with the same random numbers. The gradients are cleared.
 */
export async function findNonFinite<M extends Module, B>(
  model: M,
  objective: Objective<M, B>,
  batches: readonly B[],
  random: RandomState,
): Promise<NonFinite> {
  const all = itemsOf(objective, batches);
  const named = model.namedParameters();
  const clear = (): void => named.forEach(([, parameter]) => parameter.clearGrad());
  clear();
  const parameter = await firstNonFinite(named, (one) => one);
  if (parameter !== undefined) return { kind: 'parameter', name: parameter, items: all };
  const items = await itemsAtFault(model, objective, batches, random);
  const { loss } = unchanged(model, () => stepGradients(model, objective, batches, random));
  const value = await loss.item();
  loss.dispose();
  const name = await firstNonFinite(named, ({ grad }) => grad);
  clear();
  const isLoss = items.length > 0 || !(objective.itemLosses || Number.isFinite(value));
  return {
    kind: isLoss ? 'loss' : 'gradient',
    items: items.length > 0 ? items : all,
    ...(name !== undefined && { name }),
  };
}

async function itemsAtFault<M extends Module, B>(
  model: M,
  { itemLosses, items = () => [] }: Objective<M, B>,
  batches: readonly B[],
  random: RandomState,
): Promise<number[]> {
  if (!itemLosses) return [];
  const found: number[] = [];
  let place = random;
  for (const batch of batches) {
    const { value: losses, random: after } = unchanged(model, () =>
      withRandom(place, () =>
        inMode(model, 'training', () => scope(() => noGrad(() => itemLosses(model, batch)))),
      ),
    );
    place = after;
    found.push(...(await nonFiniteItems([...items(batch)], losses)));
  }
  return found;
}

/** Does something with a model that leaves its buffers, such as running statistics, as they were. */
function unchanged<T>(model: Module, body: () => T): T {
  const buffers = buffersOf(model);
  const before = copiesOf(buffers);
  try {
    return body();
  } finally {
    assignAll(buffers, before);
    for (const copy of before) copy.dispose();
  }
}

/** Those of some items whose loss, of `[N]`, is not finite; the losses are disposed. */
export async function nonFiniteItems(items: readonly number[], losses: Tensor): Promise<number[]> {
  const values = await losses.data();
  losses.dispose();
  return items.filter((_, n) => !Number.isFinite(values[n]));
}

/** The name of the first parameter for which some tensor is not finite throughout. */
export async function firstNonFinite(
  named: readonly (readonly [string, Parameter])[],
  choose: (parameter: Parameter) => Tensor | undefined,
): Promise<string | undefined> {
  for (const [name, parameter] of named) {
    const values = await choose(parameter)?.data();
    if (values && !values.every(Number.isFinite)) return name;
  }
  return undefined;
}

/** As part of a sentence: `the gradient of encoder.rnn.weight_ih_l0`. */
export function describeNonFinite({ kind, name, items }: NonFinite, { item }: Wording): string {
  const which = items.length > 0 ? ` (${item}s ${previewOf(items)})` : '';
  if (kind === 'parameter') return `the parameter ${name} was not finite before the step${which}`;
  if (kind === 'loss') return `the loss of these ${item}s is not finite${which}`;
  const first = name === undefined ? 'all gradients are finite, but not their norm' : '';
  return `${first || `the first gradient that is not finite is that of ${name}`}${which}`;
}

/** Numbers of items as part of a sentence. */
export function previewOf(items: readonly number[]): string {
  const first = items.slice(0, 8).join(', ');
  return items.length > 8 ? `${first}, … ${items.length} in all` : first;
}
