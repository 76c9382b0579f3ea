import { summary } from '@rondo/layers-core';
import { tensor } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { opens } from '../../test/toy-run.ts';
import { Seq2Seq } from '../model/seq2seq.ts';
import { layerEstimates } from './layer-estimates.ts';

it('takes each layer of a stack as one, and loses no parameter and no operation', () => {
  const model = opens(
    new Seq2Seq({
      family: 'transformer',
      sourceVocabulary: 11,
      targetVocabulary: 9,
      dModel: 12,
      heads: 3,
      feedForward: 7,
      encoderLayers: 2,
      decoderLayers: 1,
    }),
  );
  const ids = (rows: number, columns: number) =>
    tensor(new Int32Array(rows * columns).fill(5), { shape: [rows, columns] });
  const [source, lengths, target] = [ids(2, 3), tensor(Int32Array.of(3, 2)), ids(2, 5)];
  const found = summary(model, () => void model.forward(source, lengths, target));
  for (const one of [source, lengths, target]) one.dispose();
  const layers = layerEstimates(found);
  expect(layers.map(({ path }) => path)).toEqual([
    '',
    'sourceEmbedding',
    'targetEmbedding',
    'encoder.stack.layers.0',
    'encoder.stack.layers.1',
    'encoder.stack.norm',
    'encoder.stack.positions',
    'decoder.stack.layers.0',
    'decoder.stack.norm',
    'decoder.stack.positions',
  ]);
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  expect(sum(layers.map(({ parameters }) => parameters))).toBe(model.parameterCount());
  expect(sum(layers.map(({ flops }) => flops))).toBe(found.flops);
  const [first, second] = layers.filter(({ path }) => path.startsWith('encoder.stack.layers'));
  expect(first).toEqual({ ...second, path: 'encoder.stack.layers.0' });
  expect(first).toMatchObject({ name: 'TransformerEncoderLayer', output: [2, 3, 12] });
});
