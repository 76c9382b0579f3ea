import { RondoError } from '@rondo/tensor';

/** A step of a sequence of the batch. */
export interface Position {
  readonly sequence: number;
  /** Undefined where the output has none, as a last state. */
  readonly step: number | undefined;
}

/** Which promise an output breaks. */
export type MaskRule = 'causal' | 'padding' | 'batch';

/** What `checkMasks` found. */
export interface MaskFault {
  readonly rule: MaskRule;
  /** The step of the input that was replaced. */
  readonly perturbed: { readonly sequence: number; readonly step: number };
  /** The first place that changed and should not have. */
  readonly changed: Position;
  /** Largest difference there; NaN where one of both values is. */
  readonly by: number;
}

/** An output depends on an input that a mask should have hidden from it; `facts` has the `MaskFault`, `output` and `module`. */
export class MaskError extends RondoError {
  override readonly name = 'MaskError';
}

const remedies: Readonly<Record<MaskRule, string>> = {
  causal: 'an output may depend on its own and earlier steps only: give a causal mask',
  padding: 'padding must not reach what counts: give lengths or a mask',
  batch: 'sequences of a batch must not meet: look for a wrong axis',
};

export function maskError(fault: MaskFault, output: string, module: string | undefined): MaskError {
  const { rule, perturbed, changed, by } = fault;
  const kind = { causal: 'a later step', padding: 'padding', batch: 'another sequence' }[rule];
  const at = changed.step === undefined ? '' : ` at step ${changed.step}`;
  const place = module === undefined ? '' : `; the first to differ is ${module}`;
  return new MaskError(
    `checkMasks: ${output}${at} of sequence ${changed.sequence} changed by ${Number(by.toPrecision(3))} when the input at step ${perturbed.step} of sequence ${perturbed.sequence}, ${kind}, was replaced${place}; ${remedies[rule]}`,
    { ...fault, output, module },
  );
}
