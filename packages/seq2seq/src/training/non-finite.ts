import { noGrad, type Parameter } from '@rondo/autograd';
import type { Batch } from '@rondo/data';
import { scope, type RandomState, type Tensor } from '@rondo/tensor';
import { inMode } from '../model/mode.ts';
import type { Seq2Seq } from '../model/seq2seq.ts';
import { pairLosses } from './loss.ts';
import { stepGradients, withRandom } from './step-gradients.ts';

/** Where the numbers of a step stop being finite. */
export interface NonFinite {
  /** The parameters themselves, before the step; else the loss; else, with a finite loss, the gradients. */
  readonly kind: 'parameter' | 'loss' | 'gradient';
  /** The first parameter whose values, or whose gradient, are not finite. */
  readonly name?: string;
  /** The numbers of the training pairs whose own loss is not finite, or of all pairs of the step where none is. */
  readonly pairs: readonly number[];
}

/**
 * Looks for the first thing in a step that is not finite, by taking it again with the same random numbers. The gradients are cleared.
 */
export async function findNonFinite(
  model: Seq2Seq,
  batches: readonly Batch[],
  labelSmoothing: number,
  random: RandomState,
): Promise<NonFinite> {
  const all = batches.flatMap(({ indices }) => [...indices]);
  const named = model.namedParameters();
  const clear = (): void => named.forEach(([, parameter]) => parameter.clearGrad());
  clear();
  const parameter = await firstNonFinite(named, (one) => one);
  if (parameter !== undefined) return { kind: 'parameter', name: parameter, pairs: all };
  const pairs = await pairsAtFault(model, batches, labelSmoothing, random);
  stepGradients(model, batches, labelSmoothing, random).loss.dispose();
  const name = await firstNonFinite(named, ({ grad }) => grad);
  clear();
  const kind = pairs.length > 0 ? 'loss' : 'gradient';
  return { kind, pairs: pairs.length > 0 ? pairs : all, ...(name !== undefined && { name }) };
}

async function pairsAtFault(
  model: Seq2Seq,
  batches: readonly Batch[],
  labelSmoothing: number,
  random: RandomState,
): Promise<number[]> {
  const pairs: number[] = [];
  let place = random;
  for (const batch of batches) {
    const { loss, random: after } = withRandom(place, () =>
      inMode(model, 'training', () =>
        scope(() => noGrad(() => pairLosses(model, batch, labelSmoothing))),
      ),
    );
    place = after;
    pairs.push(...(await nonFinitePairs(batch, loss)));
  }
  return pairs;
}

/** The numbers of the pairs of a batch whose own loss, `[N]`, is not finite; the losses are disposed. */
export async function nonFinitePairs({ indices }: Batch, losses: Tensor): Promise<number[]> {
  const values = await losses.data();
  losses.dispose();
  return [...indices].filter((_, n) => !Number.isFinite(values[n]));
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
export function describeNonFinite({ kind, name, pairs }: NonFinite): string {
  const which = `pairs ${previewOf(pairs)}`;
  if (kind === 'parameter')
    return `the parameter ${name} was not finite before the step (${which})`;
  if (kind === 'loss') return `the loss of these pairs is not finite (${which})`;
  const first = name === undefined ? 'all gradients are finite, but not their norm' : '';
  return `${first || `the first gradient that is not finite is that of ${name}`} (${which})`;
}

/** Numbers of pairs as part of a sentence. */
export function previewOf(indices: readonly number[]): string {
  const first = indices.slice(0, 8).join(', ');
  return indices.length > 8 ? `${first}, … ${indices.length} in all` : first;
}
