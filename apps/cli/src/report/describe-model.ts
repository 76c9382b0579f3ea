import type { RunConfig } from '@rondo/seq2seq';

/** A model in a few words. */
export function describeModel(model: RunConfig['model']): string {
  if (model.family === 'transformer') {
    const { encoderLayers, decoderLayers, heads, dModel, normFirst, decoder } = model;
    const units = decoder === 'ssru' ? ', recurrent units (SSRU) in the decoder' : '';
    return `Transformer, ${encoderLayers} + ${decoderLayers} layers of size ${dModel} with ${plural(heads, 'head')}, ${normFirst ? 'pre-norm' : 'post-norm'}${units}`;
  }
  const { cell, decoderCell = cell, bidirectional, layers, hiddenSize, attention } = model;
  const encoder = `${bidirectional ? 'Bidirectional ' : ''}${cell.toUpperCase()} encoder`;
  const size = `${plural(layers, 'layer')} of ${hiddenSize} units`;
  const looks = attention === 'none' ? 'without attention' : `with ${attention} attention`;
  const fed = model.inputFeeding ? ' and input feeding' : '';
  return `${encoder} and ${decoderCell.toUpperCase()} decoder, ${size}, ${looks}${fed}`;
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
