import type { RecurrentModelOptions, TransformerModelOptions } from './model-schema.ts';

/** What is wrong with a value, and where it stands. */
export interface Contradiction {
  readonly key: string;
  readonly message: string;
}

/** Values of a model that are right by themselves and do not go together. */
export function contradictions(
  model: RecurrentModelOptions | TransformerModelOptions,
): Contradiction[] {
  return model.family === 'transformer' ? ofTransformer(model) : ofRecurrent(model);
}

function ofRecurrent(model: RecurrentModelOptions): Contradiction[] {
  const { attention, inputFeeding, bidirectional, hiddenSize } = model;
  if (attention === 'luongDot' && bidirectional) {
    const message =
      `luongDot compares states of one size, but the bidirectional encoder has ${2 * hiddenSize} numbers for a token, the decoder ` +
      `${hiddenSize}; set bidirectional to false, or take luongGeneral or dot`;
    return [{ key: 'attention', message }];
  }
  if (attention === 'none' && inputFeeding) {
    const message =
      'input feeding hands on what attention found, but attention is none; choose an attention, or leave out inputFeeding';
    return [{ key: 'inputFeeding', message }];
  }
  return [];
}

function ofTransformer({ dModel, heads, positions }: TransformerModelOptions): Contradiction[] {
  const headDim = dModel / heads;
  if (!Number.isInteger(headDim)) {
    return [{ key: 'heads', message: `expected to divide dModel = ${dModel}, received ${heads}` }];
  }
  if (positions === 'rotary' && headDim % 2 === 1) {
    const message = `rotary positions turn pairs of numbers, but a head has dModel / heads = ${headDim}; make it even`;
    return [{ key: 'positions', message }];
  }
  return [];
}
